internal import Measurement
internal import Probe

/// What one thread of a trial brings home.
@usableFromInline
struct ThreadReport: Sendable {
  /// Before the measurement; its oracle counts as well.
  var warmUp = SendTally()
  var measured = SendTally()
  var usage: CPUUsage
  var wallNanoseconds: UInt64
  /// From close to the slot's next session, where this thread closed sessions.
  var closeToReuse: LatencyHistogram?
  /// Sessions it closed whose slots were not reported due by the end of its last batch.
  var unreclaimed = 0
}

/// Reads the clocks at both ends of a thread's measurement.
@usableFromInline
struct ThreadMeter: ~Copyable {
  private let warmUp: SendTally
  private let usage: CPUUsage
  private let begin: UInt64

  /// Begins the measurement; the thread has warmed up.
  @usableFromInline
  init(after warmUp: SendTally) {
    self.warmUp = warmUp
    usage = .ofCurrentThread
    begin = MonotonicClock.nanoseconds
  }

  /// Ends the measurement.
  @usableFromInline
  consuming func finish(_ measured: SendTally) -> ThreadReport {
    let wall = MonotonicClock.nanoseconds - begin
    return ThreadReport(
      warmUp: warmUp, measured: measured, usage: .ofCurrentThread - usage, wallNanoseconds: wall)
  }
}
