/// Per thread, the number of the last step that comes before in every equivalent execution.
///
/// Eight lanes of seven bits. Not the machine's happens-before, which is about memory orders: this
/// one is about which steps could have been exchanged.
struct TraceClock {
  private var lanes: UInt64 = 0

  subscript(thread: Int) -> Int {
    get { Int(lanes &>> (UInt64(thread) * 8) & 0x7F) }
    set {
      let shift = UInt64(thread) * 8
      lanes = lanes & ~(0x7F &<< shift) | UInt64(newValue) &<< shift
    }
  }

  var isEmpty: Bool { lanes == 0 }

  func joined(_ other: TraceClock) -> TraceClock {
    let high: UInt64 = 0x8080_8080_8080_8080
    let notSmaller = ((lanes | high) &- other.lanes) & high
    let mask = notSmaller | (notSmaller &- (notSmaller &>> 7))
    var result = TraceClock()
    result.lanes = lanes & mask | other.lanes & ~mask
    return result
  }

  mutating func join(_ other: TraceClock) { self = joined(other) }
}
