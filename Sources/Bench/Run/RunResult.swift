public import TrialRows

/// What a complete run says, for whoever prints it.
public struct RunResult: Sendable {
  public let directory: RunDirectory
  public let summary: [SummaryRow]
  public let report: RunReport
  /// Whether no block of it counts, so that it compares nothing.
  public let countsNothing: Bool
}
