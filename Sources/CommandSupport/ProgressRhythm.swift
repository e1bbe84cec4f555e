/// When a line of progress is due: at even steps of time.
///
/// The steps are counted from the beginning, not from the last line, so that a line that comes late
/// because a trial took long does not put off those after it.
package struct ProgressRhythm {
  private let step: Duration
  private let begin: ContinuousClock.Instant
  private var next: ContinuousClock.Instant

  /// Begins now; the first line is due at once, or after a step.
  init(
    step: Duration, isDueAtOnce: Bool = true, at now: ContinuousClock.Instant = ContinuousClock.now
  ) {
    self.step = step
    begin = now
    next = isDueAtOnce ? now : now + step
  }

  /// The usual steps: often where a line is rewritten, seldom where lines stay.
  package static func usual(isInteractive: Bool, isDueAtOnce: Bool = true) -> ProgressRhythm {
    ProgressRhythm(
      step: isInteractive ? .milliseconds(100) : .seconds(10), isDueAtOnce: isDueAtOnce)
  }

  /// Whether a line is due; if it is, the next one is due at the next step.
  package mutating func isDue(at now: ContinuousClock.Instant = ContinuousClock.now) -> Bool {
    guard now >= next else { return false }
    let stepsDone = Int((now - begin) / step)
    next = begin + step * (stepsDone + 1)
    return true
  }
}
