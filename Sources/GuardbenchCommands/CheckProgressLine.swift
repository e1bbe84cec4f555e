internal import Bench
internal import Measurement

/// Shows how far a check is: one line that is rewritten on a terminal, now and then a line in a
/// pipe.
struct CheckProgressLine: CheckObserver {
  private let isInteractive = Terminal.isInteractive
  private var rhythm = ProgressRhythm.usual(isInteractive: Terminal.isInteractive)
  private var isLineOpen = false

  mutating func noted(_ remark: String) {
    end()
    Terminal.complain(remark)
  }

  mutating func began(_ preparation: String) { noted(preparation) }

  mutating func began(
    _ pair: CheckSchedule.Pair, in stage: CheckStage, pairsDone: Int, of pairs: Int,
    timeLeft: Duration
  ) {
    if pairsDone == 0 { announce(stage, pairs, timeLeft) }
    guard rhythm.isDue() else { return }
    let text =
      "\(stage.rawValue) stage, \(pairsDone * 100 / max(pairs, 1)) % (pair \(pairsDone + 1) of"
      + " \(pairs)), \(Progress.text(timeLeft)) left: \(pair.subject.strategy)"
    if isInteractive {
      Terminal.write("\r\u{1B}[K\(text.prefix(120))")
      isLineOpen = true
    } else if pairsDone > 0 {
      Terminal.complain(text)
    }
  }

  private mutating func announce(_ stage: CheckStage, _ pairs: Int, _ timeLeft: Duration) {
    let what =
      stage == .brief ? "brief stage" : "fresh stage, as the brief one left something unsettled"
    noted("\(what): \(pairs) pairs, about \(Progress.text(timeLeft))")
    rhythm = .usual(isInteractive: isInteractive, isDueAtOnce: false)
  }

  /// Clears the line that is being rewritten.
  mutating func end() {
    if isLineOpen { Terminal.write("\r\u{1B}[K") }
    isLineOpen = false
  }
}
