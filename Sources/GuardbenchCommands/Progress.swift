internal import Bench

/// Shows how far a run is: one line that is rewritten on a terminal, now and then a line in a pipe.
struct Progress: RunObserver {
  private let isInteractive = Terminal.isInteractive
  private var rhythm = ProgressRhythm.usual(isInteractive: Terminal.isInteractive)
  private var isLineOpen = false

  mutating func began(_ directory: RunDirectory, blocksDone: Int, of blocks: Int) {
    let done = blocksDone > 0 ? ", \(blocksDone) of them done before" : ""
    say("\(blocks) blocks\(done); results in \(directory.path)")
  }

  mutating func began(_ trial: TrialPlan, _ progress: RunProgress) {
    guard rhythm.isDue() else { return }
    let text = Self.line(trial, progress)
    if isInteractive {
      Terminal.write("\r\u{1B}[K\(text.prefix(120))")
      isLineOpen = true
    } else {
      Terminal.complain(text)
    }
  }

  static func line(_ trial: TrialPlan, _ progress: RunProgress) -> String {
    let added = progress.blocksDone - progress.blocksPlanned
    let block =
      added < 0
      ? "block \(progress.blocksDone + 1) of \(progress.blocksPlanned)"
      : "block \(added + 1) added to the \(progress.blocksPlanned)"
    return "\(Int(progress.share * 100)) % (\(block)), \(text(progress.timeLeft)) left:"
      + " \(trial.cell.name), \(trial.strategy)"
  }

  mutating func noted(_ remark: String) { say(remark) }

  /// Clears the line that is being rewritten.
  mutating func end() {
    if isLineOpen { Terminal.write("\r\u{1B}[K") }
    isLineOpen = false
  }

  private mutating func say(_ line: String) {
    end()
    Terminal.complain(line)
  }

  static func text(_ duration: Duration) -> String {
    let seconds = Int(duration.components.seconds)
    let rest = seconds % 60
    return "\(seconds / 60):\(rest < 10 ? "0" : "")\(rest)"
  }
}
