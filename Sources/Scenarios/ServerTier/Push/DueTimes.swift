/// When each of some pushes in a row is due: equally far apart, on the monotonic clock.
@usableFromInline
@frozen
struct DueTimes: Sendable {
  @usableFromInline let count: Int
  /// When the pace began.
  @usableFromInline let start: UInt64
  /// Nanoseconds from then to the first.
  @usableFromInline let first: Double
  @usableFromInline let interval: Double

  @inlinable
  init(count: Int, start: UInt64, first: Double, interval: Double) {
    self.count = count
    self.start = start
    self.first = first
    self.interval = interval
  }

  @inlinable subscript(index: Int) -> UInt64 {
    start &+ UInt64(first + Double(index) * interval)
  }

  /// Those after the first `count` of them.
  @inlinable
  func dropping(_ dropped: Int) -> DueTimes {
    DueTimes(
      count: count &- dropped, start: start, first: first + Double(dropped) * interval,
      interval: interval)
  }

  /// How many of them lie in a span of time.
  func count(in span: Range<UInt64>) -> Int {
    index(of: span.upperBound) - index(of: span.lowerBound)
  }

  /// The first that is not before a time; `count` if all are.
  private func index(of time: UInt64) -> Int {
    // Of none the distance may be infinite: at a rate of 0 the next is never due.
    guard count > 0, time > start else { return 0 }
    let offset = (Double(time - start) - first) / interval
    return Int(min(max(offset.rounded(.up), 0), Double(count)))
  }
}
