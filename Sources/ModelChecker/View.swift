/// What a thread knows, or what a message hands on: the newest message it must not read behind, per
/// location, and how far each thread's plain accesses happen before it.
///
/// Thirty-two lanes of seven bits: a join is a maximum of lanes, done on whole words.
struct View: Equatable, Sendable {
  private var lanes = SIMD4<UInt64>()

  private static var high: SIMD4<UInt64> { SIMD4(repeating: 0x8080_8080_8080_8080) }

  subscript(location: Int) -> Int {
    get { Int(lanes[location >> 3] &>> (UInt64(location & 7) * 8) & 0x7F) }
    set {
      let shift = UInt64(location & 7) * 8
      lanes[location >> 3] = lanes[location >> 3] & ~(0x7F &<< shift) | UInt64(newValue) &<< shift
    }
  }

  /// How many plain accesses of this thread happen before.
  subscript(thread thread: Int) -> Int {
    get { self[Limits.locations + thread] }
    set { self[Limits.locations + thread] = newValue }
  }

  /// The same without the plain accesses: what it must not read behind, and nothing that happens
  /// before.
  var locationsOnly: View {
    var view = self
    for thread in 0..<Limits.threads { view[thread: thread] = 0 }
    return view
  }

  /// What either knows.
  func joined(_ other: View) -> View {
    // The high bit of a lane survives the subtraction where ours is not the smaller.
    let notSmaller = ((lanes | View.high) &- other.lanes) & View.high
    let mask = notSmaller | (notSmaller &- (notSmaller &>> SIMD4(repeating: 7)))
    var result = View()
    result.lanes = lanes & mask | other.lanes & ~mask
    return result
  }

  mutating func join(_ other: View) { self = joined(other) }
}
