internal import LoadGenerator

/// Shows where a load stands: one line that is rewritten, on a terminal only.
struct LoadProgressLine {
  private let isInteractive = Terminal.isInteractive
  private var isOpen = false

  mutating func show(_ progress: LoadProgress) {
    guard isInteractive else { return }
    let left = progress.remainingSeconds.map { ", \(Int($0.rounded(.up))) s left" } ?? ""
    let wrong = progress.violationsCount > 0 ? ", \(progress.violationsCount) violations" : ""
    Terminal.write(
      "\r\u{1B}[K\(progress.stage.rawValue): \(progress.connectedCount) of"
        + " \(progress.connectionsCount) connections, \(progress.messagesCount) messages"
        + "\(wrong)\(left)")
    isOpen = true
  }

  /// Clears the line.
  mutating func end() {
    if isOpen { Terminal.write("\r\u{1B}[K") }
    isOpen = false
  }
}
