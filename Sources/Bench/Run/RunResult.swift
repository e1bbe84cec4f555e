public import Measurement
public import Report

/// What a complete run says, for whoever prints it.
public struct RunResult: Sendable {
  public let directory: RunDirectory
  public let summary: [SummaryRow]
  public let report: RunReport
}
