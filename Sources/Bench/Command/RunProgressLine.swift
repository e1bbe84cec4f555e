internal import CommandSupport
package import Trials

/// Shows the progress of a run on the terminal.
package struct RunProgressLine: RunObserver {

  package init() {}
  private var shown = ProgressLine()

  package mutating func began(_ directory: RunDirectory, _ blocks: BlocksDone) {
    shown.say("\(Self.beginning(blocks)); results in \(directory.path)")
  }

  static func beginning(_ blocks: BlocksDone) -> String {
    let done = blocks.planned > 0 ? ", \(blocks.planned) of them done before" : ""
    let added = blocks.added > 0 ? ", and \(blocks.added) that were added" : ""
    return (blocks.ofPlan == 1 ? "1 block" : "\(blocks.ofPlan) blocks") + done + added
  }

  package mutating func began(_ trial: TrialPlan, _ progress: RunProgress) {
    shown.show(Self.line(trial, progress))
  }

  static func line(_ trial: TrialPlan, _ progress: RunProgress) -> String {
    let blocks = progress.blocks
    let block =
      blocks.planned < blocks.ofPlan
      ? "block \(blocks.planned + 1) of \(blocks.ofPlan)"
      : "block \(blocks.added + 1) added to the \(blocks.ofPlan)"
    return "\(Int(progress.share * 100)) % (\(block)), \(progress.timeLeft.minutesAndSeconds) left:"
      + " \(trial.cell.name), \(trial.strategy)"
  }

  package mutating func noted(_ remark: String) { shown.say(remark) }

  package mutating func end() { shown.end() }
}
