public import Trials

/// Why a run ended before it was done. What it had measured until then is on the disk, complete.
public enum RunFailure: Error, Equatable, Sendable {
  /// An oracle found a lifetime violation: the strategy is wrong, whatever it costs.
  case violation(strategy: String, cell: String, LifetimeViolation, count: Int)
  /// Somebody asked the run to stop; it can be resumed.
  case interrupted(directory: String, BlocksDone)
  case trial(strategy: String, cell: String, String)
  case file(String)
  /// Every block is done, and none counts: each was disturbed beyond the limit, or has a trial that
  /// finished nothing.
  case nothingCounts(directory: String)
}

extension RunFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .violation(let strategy, let cell, let violation, let count):
      "lifetime violation: \(strategy) in \(cell): \(violation)"
        + (count > 1 ? "; \(count) violations in this trial" : "")
    case .interrupted(let directory, let blocks):
      "interrupted: \(blocks) are complete; go on with"
        + " `guardbench bench --resume \(directory)`"
    case .trial(let strategy, let cell, let text): "\(strategy) in \(cell): \(text)"
    case .file(let text): text
    case .nothingCounts(let directory):
      "no block of \(directory) counts, so it compares nothing; why stands in its samples.csv"
        + " (invalid_reason)"
    }
  }
}
