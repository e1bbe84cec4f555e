internal import Bench
internal import Report

/// Shows how far a verification is: one line that is rewritten on a terminal, now and then a line
/// in a pipe.
struct VerifyProgressLine {
  private let isInteractive = Terminal.isInteractive
  private let begin = ContinuousClock.now
  private var rhythm = ProgressRhythm.usual(
    isInteractive: Terminal.isInteractive, isDueAtOnce: false)
  private var isLineOpen = false

  mutating func show(_ progress: VerifyProgress) {
    let now = ContinuousClock.now
    guard rhythm.isDue(at: now) else { return }
    let left = timeLeft(progress, now - begin).map { ", about \(Progress.text($0)) left" } ?? ""
    let text =
      "\(progress.searchesDone) of \(progress.searchesPlanned) searches,"
      + " \(Quantity.whole(Double(progress.executions))) executions\(left): \(progress.current)"
    if isInteractive {
      Terminal.write("\r\u{1B}[K\(text.prefix(120))")
      isLineOpen = true
    } else {
      Terminal.complain(text)
    }
  }

  /// Clears the line that is being rewritten.
  mutating func end() {
    if isLineOpen { Terminal.write("\r\u{1B}[K") }
    isLineOpen = false
  }

  /// What is left, if it goes on as it did; nil while too little is done to say.
  private func timeLeft(_ progress: VerifyProgress, _ spent: Duration) -> Duration? {
    guard progress.share > 0.02 else { return nil }
    return .seconds(spent / .seconds(1) * (1 - progress.share) / progress.share)
  }
}
