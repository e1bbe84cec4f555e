public import TrialRows

/// The result of a complete run.
public struct RunResult: Sendable {
  public let directory: RunDirectory
  public let summary: [SummaryRow]
  public let report: RunReport
  /// Whether no block counts, so that the run compares nothing.
  public let countsNothing: Bool
}
