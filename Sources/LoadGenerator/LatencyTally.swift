import Reactor
import Statistics

/// Counts durations on the hot path: five instructions and one word touched per record.
///
/// The places are those of the histogram that it becomes at the end (three significant digits, up
/// to an hour), so nothing is rounded twice.
struct LatencyTally: ~Copyable {
  private static let subBits = 10
  private static let placeCount = 34 << subBits

  private let counts: Slab<UInt64>
  private(set) var total: UInt64 = 0
  private(set) var maximum: UInt64 = 0

  init() throws(Errno) { counts = try Slab(count: Self.placeCount) }

  /// Counts `count` durations that were alike.
  @inline(__always)
  mutating func record(_ nanoseconds: UInt64, count: UInt64 = 1) {
    let value = min(nanoseconds, LatencyHistogram.limit)
    unsafe counts[Self.place(of: value)].pointee &+= count
    total &+= count
    if value > maximum { maximum = value }
  }

  /// Returns what was counted as a histogram, with `unfinished` operations beside it.
  func histogram(unfinished: UInt64 = 0) -> LatencyHistogram {
    var histogram = LatencyHistogram()
    let last = Self.place(of: maximum)
    for place in 0..<last {
      histogram.record(Self.leastValue(at: place), count: unsafe counts[place].pointee)
    }
    // The longest stands in its place for all that share it, so that it is reported exactly.
    histogram.record(maximum, count: unsafe counts[last].pointee)
    histogram.recordUnfinished(count: unfinished)
    return histogram
  }

  @inline(__always)
  private static func place(of value: UInt64) -> Int {
    let shift = max(0, UInt64.bitWidth - subBits - 1 - value.leadingZeroBitCount)
    return shift << subBits &+ Int(truncatingIfNeeded: value >> UInt64(shift))
  }

  private static func leastValue(at place: Int) -> UInt64 {
    let shift = max(0, place >> subBits - 1)
    return UInt64(place - shift << subBits) << UInt64(shift)
  }
}
