/// How long what is left of a run will take, from how long what is done has taken.
struct TimeEstimate {
  private let clock = ContinuousClock()
  private let begin: ContinuousClock.Instant
  private var done = 0.0
  private var left: Double

  /// Begins with so many planned seconds to go.
  init(plannedSeconds: Double) {
    begin = clock.now
    left = plannedSeconds
  }

  /// Notes that trials planned for so many seconds are over.
  mutating func finish(plannedSeconds: Double) {
    done += plannedSeconds
    left = max(left - plannedSeconds, 0)
  }

  /// The planned seconds that are left, stretched as the run has been so far; a tenth at first.
  var timeLeft: Duration {
    let taken = begin.duration(to: clock.now) / .seconds(1)
    let stretch = done > 0 ? max(taken / done, 1) : 1.1
    return .seconds(left * stretch)
  }
}
