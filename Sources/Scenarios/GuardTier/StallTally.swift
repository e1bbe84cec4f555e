public import Probe

/// How many leases the other threads were granted while one stopped inside leases, and while it
/// did not.
@usableFromInline
struct StallTally: Sendable {
  private(set) var count = 0
  private var inside = Stretch()
  private var between = Stretch()
  private var last: Reading?

  private struct Stretch: Sendable {
    var granted = 0
    var nanoseconds: UInt64 = 0

    var pace: Double? { nanoseconds > 0 ? Double(granted) / Double(nanoseconds) : nil }
  }

  private struct Reading: Sendable {
    let granted: Int
    let nanoseconds: UInt64
  }

  @usableFromInline init() {}

  /// Called when the thread stops inside a lease, and has been away until now.
  @usableFromInline
  mutating func begin(
    grantedCount: Int, isMeasuring: Bool, at time: UInt64 = MonotonicClock.nanoseconds
  ) {
    note(Reading(granted: grantedCount, nanoseconds: time), isMeasuring, in: \.between)
  }

  /// Called when it goes on.
  @usableFromInline
  mutating func end(
    grantedCount: Int, isMeasuring: Bool, at time: UInt64 = MonotonicClock.nanoseconds
  ) {
    if last != nil && isMeasuring { count += 1 }
    note(Reading(granted: grantedCount, nanoseconds: time), isMeasuring, in: \.inside)
  }

  /// Adds the stretch since the last reading, if both lie within the measurement.
  private mutating func note(
    _ now: Reading, _ isMeasuring: Bool, in stretch: WritableKeyPath<StallTally, Stretch>
  ) {
    if let last, isMeasuring {
      self[keyPath: stretch].granted += now.granted - last.granted
      self[keyPath: stretch].nanoseconds += now.nanoseconds - last.nanoseconds
    }
    last = isMeasuring ? now : nil
  }

  /// Adds it to its thread's report.
  @usableFromInline
  func describe(in report: inout ThreadReport) { report.stalls = self }

  /// Leases granted per second during stalls against those between; nil if the trial had no such
  /// time.
  var paceRatio: Double? {
    guard let inside = inside.pace, let between = between.pace, between > 0 else { return nil }
    return inside / between
  }
}
