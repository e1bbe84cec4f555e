public import TrialRows

/// What one trial brings home beside its sample.
public struct TrialOutcome: Sendable {
  public var findings: Findings
  /// The whole distributions of which the sample has some percentiles.
  public var durations: CellDurations.Durations

  public init(_ findings: Findings = Findings(), durations: CellDurations.Durations = [:]) {
    self.findings = findings
    self.durations = durations
  }
}
