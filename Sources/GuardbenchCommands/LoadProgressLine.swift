internal import CommandSupport
internal import LoadGenerator

/// Shows where a load stands, on a terminal only.
struct LoadProgressLine {
  private var shown = ProgressLine()

  mutating func show(_ progress: LoadProgress) {
    guard shown.isInteractive else { return }
    let left = progress.remainingSeconds.map { ", \(Int($0.rounded(.up))) s left" } ?? ""
    let wrong = progress.violationsCount > 0 ? ", \(progress.violationsCount) violations" : ""
    shown.show(
      "\(progress.stage.rawValue): \(progress.connectedCount) of"
        + " \(progress.connectionsCount) connections, \(progress.messagesCount) messages"
        + "\(wrong)\(left)")
  }

  mutating func end() { shown.end() }
}
