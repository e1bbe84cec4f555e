internal import Probe
internal import Statistics

/// How late one thread's pushes were within the latest measurement: from when each was due to when
/// its `send` had returned.
///
/// A clock reading and a record per push, the same for every strategy: 24 ns, 20 of them the clock,
/// where the cheapest push (deferred) takes 2 µs of the server's CPU.
@usableFromInline
struct PushDelays: Sendable {
  private var histogram = LatencyHistogram()
  /// Due within the measurement, and never sent.
  private(set) var missedCount = 0
  private var span: Range<UInt64> = .max ..< .max

  @usableFromInline init() {}

  /// Reads the measurement's span; a new measurement discards what was recorded.
  @usableFromInline
  mutating func look(at window: PushWindow) {
    let now = window.span
    if now.lowerBound != span.lowerBound { self = PushDelays() }
    span = now
  }

  /// Notes that the push that was due then has been sent, or refused, just now.
  @usableFromInline
  mutating func noteReturned(due: UInt64) {
    guard span.contains(due) else { return }
    histogram.record(MonotonicClock.nanoseconds &- due)
  }

  /// Notes pushes that will never be sent.
  @usableFromInline
  mutating func noteMissed(_ times: DueTimes) { missedCount += times.count(in: span) }

  /// Notes what was due and not sent when the measurement ended.
  ///
  /// What a thread that kept up would have sent at its next look does not count: two rests, as the
  /// first may have begun just before. What was due for longer counts as late as it was by then,
  /// and as missed if it would not have been sent either.
  @usableFromInline
  mutating func noteLeft(_ times: DueTimes, at now: UInt64) {
    let end = min(span.upperBound, now)
    missedCount += times.count(in: due(before: end, by: UInt64(PushPace.longestDelay)))
    for index in 0..<times.count where times[index] < end {
      let age = end - times[index]
      guard age > 2 * UInt64(PushPace.restMicroseconds) * 1_000 else { break }
      if age <= UInt64(PushPace.longestDelay), span.contains(times[index]) { histogram.record(age) }
    }
  }

  /// The part of the measurement that lies longer than that before its end.
  private func due(before end: UInt64, by age: UInt64) -> Range<UInt64> {
    let last = end > age ? end - age : 0
    return span.lowerBound..<max(span.lowerBound, last)
  }

  mutating func merge(_ other: PushDelays) {
    histogram.merge(other.histogram)
    missedCount += other.missedCount
  }

  /// All of them; those that were never sent are counted beside.
  var latencies: LatencyHistogram {
    var all = histogram
    all.recordUnfinished(count: UInt64(missedCount))
    return all
  }
}
