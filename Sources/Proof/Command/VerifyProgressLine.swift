internal import CommandSupport
internal import Report

/// Shows how far a verification is.
struct VerifyProgressLine {
  private let begin = ContinuousClock.now
  private var shown = ProgressLine(isDueAtOnce: false)

  mutating func show(_ progress: VerifyProgress) {
    let spent = ContinuousClock.now - begin
    let left = timeLeft(progress, spent).map { ", about \($0.minutesAndSeconds) left" } ?? ""
    shown.show(
      "\(progress.searchesDone) of \(progress.searchesPlanned) searches,"
        + " \(Quantity.whole(Double(progress.executions))) executions\(left): \(progress.current)")
  }

  mutating func end() { shown.end() }

  /// The time left at the present pace; nil while too little is done to tell.
  private func timeLeft(_ progress: VerifyProgress, _ spent: Duration) -> Duration? {
    guard progress.share > 0.02 else { return nil }
    return .seconds(spent / .seconds(1) * (1 - progress.share) / progress.share)
  }
}
