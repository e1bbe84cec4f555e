public import TrialRows

/// The outcome of one trial beside its row.
public struct TrialOutcome: Sendable {
  public var findings: Findings
  /// The whole distributions of which the row has some percentiles.
  public var durations: CellDurations.Durations

  public init(_ findings: Findings = Findings(), durations: CellDurations.Durations = [:]) {
    self.findings = findings
    self.durations = durations
  }
}
