public import CheckVerdicts

/// What a check came to, in words and in numbers, and where its files lie.
public struct CheckEnding: Sendable {
  public let result: CheckResult
  public let report: CheckReport
  public let directory: CheckDirectory
}
