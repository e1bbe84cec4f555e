package import Scenarios
package import Trials

extension RunFailure {
  /// The failure of a run of which a block failed; `role` follows the name of the cell.
  package init(_ failure: BlockFailure, in role: String = "", interrupted: RunFailure) {
    switch failure {
    case .interrupted: self = interrupted
    case .trial(let trial, let text):
      self = .failed("\(trial.strategy) in \(trial.cell.name)\(role): \(text)")
    case .machine(let text): self = .failed(text)
    }
  }

  /// The end of a run that a signal stopped, and how to resume it.
  static func interrupted(directory: String, _ blocks: BlocksDone) -> RunFailure {
    .interrupted(
      "\(blocks) are complete; resume it with `guardbench bench --resume \(directory)`")
  }
}
