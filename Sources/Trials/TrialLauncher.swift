public import Probe
public import TrialRows

/// Runs one trial in fresh processes and writes what it measured into its row.
///
/// **A tier implements this.** It receives a plan, and yields the measurements, the oracle's
/// findings and the histograms. The row arrives with its identity and setting; the run adds block,
/// validity, steal and foreign CPU.
public protocol TrialLauncher: Sendable {
  func run(
    _ plan: TrialPlan, into sample: inout TrialRow, unless stop: StopSignal
  ) throws(TrialFailure) -> TrialOutcome
}

/// The violations that the oracles of one trial found.
public struct Findings: Sendable, Equatable {
  public var count: Int
  /// The first few of them.
  public var violations: [LifetimeViolation]

  public init(count: Int = 0, violations: [LifetimeViolation] = []) {
    self.count = count
    self.violations = violations
  }

  /// The violation to report. A trial may count more violations than it names.
  package var first: LifetimeViolation {
    violations.first
      ?? LifetimeViolation(.miscount, slot: 0, generation: 0, detail: "the trial named no session")
  }
}
