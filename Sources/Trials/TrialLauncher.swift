public import Probe
public import TrialRows

/// Runs one trial in fresh processes and writes what it measured into its sample.
///
/// **What a tier plugs into.** A plan comes in, the sample's columns, the oracle's findings and the
/// histograms go out. The sample arrives with its identity and setting filled in; block, validity,
/// steal and foreign CPU are the run's business.
public protocol TrialLauncher: Sendable {
  func run(
    _ plan: TrialPlan, into sample: inout TrialRow, unless stop: StopSignal
  ) throws(TrialFailure) -> TrialOutcome
}

/// What the oracles of one trial found; empty if it was right.
public struct Findings: Sendable, Equatable {
  public var count: Int
  /// The first few of them.
  public var violations: [LifetimeViolation]

  public init(count: Int = 0, violations: [LifetimeViolation] = []) {
    self.count = count
    self.violations = violations
  }

  /// What is told of them: a trial may count more than it names.
  package var first: LifetimeViolation {
    violations.first
      ?? LifetimeViolation(.miscount, slot: 0, generation: 0, detail: "the trial named no session")
  }
}
