internal import CheckVerdicts
internal import CommandSupport

/// Shows the progress of a check on the terminal.
struct CheckProgressLine: CheckObserver {
  private var shown = ProgressLine()

  mutating func noted(_ remark: String) { shown.say(remark) }

  mutating func began(_ preparation: String) { noted(preparation) }

  mutating func began(
    _ pair: CheckSchedule.Pair, in stage: CheckStage, pairsDone: Int, of pairs: Int,
    timeLeft: Duration
  ) {
    if pairsDone == 0 { announce(stage, pairs, timeLeft) }
    shown.show(
      "\(stage.rawValue) stage, \(pairsDone * 100 / max(pairs, 1)) % (pair \(pairsDone + 1) of"
        + " \(pairs)), \(timeLeft.minutesAndSeconds) left: \(pair.subject.strategy)")
  }

  private mutating func announce(_ stage: CheckStage, _ pairs: Int, _ timeLeft: Duration) {
    let what =
      stage == .brief ? "brief stage" : "fresh stage, as the brief one left something unsettled"
    shown.announce("\(what): \(pairs) pairs, about \(timeLeft.minutesAndSeconds)")
  }

  mutating func end() { shown.end() }
}
