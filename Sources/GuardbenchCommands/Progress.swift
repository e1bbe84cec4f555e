internal import Bench

/// Shows how far a run is: one line that is rewritten on a terminal, now and then a line in a pipe.
struct Progress: RunObserver {
  private let isInteractive = Terminal.isInteractive
  private var rhythm = ProgressRhythm.usual(isInteractive: Terminal.isInteractive)
  private var isLineOpen = false

  mutating func began(_ directory: RunDirectory, _ blocks: BlocksDone) {
    say("\(Self.beginning(blocks)); results in \(directory.path)")
  }

  static func beginning(_ blocks: BlocksDone) -> String {
    let done = blocks.planned > 0 ? ", \(blocks.planned) of them done before" : ""
    let added = blocks.added > 0 ? ", and \(blocks.added) that were added" : ""
    return (blocks.ofPlan == 1 ? "1 block" : "\(blocks.ofPlan) blocks") + done + added
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
    let blocks = progress.blocks
    let block =
      blocks.planned < blocks.ofPlan
      ? "block \(blocks.planned + 1) of \(blocks.ofPlan)"
      : "block \(blocks.added + 1) added to the \(blocks.ofPlan)"
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
