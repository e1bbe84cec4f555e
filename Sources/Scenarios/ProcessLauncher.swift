public import Probe
internal import Tables
public import TrialRows
public import Trials

/// Runs a trial of the guard or path tier: one fresh process, `guardbench trial`.
public struct ProcessLauncher: TrialLauncher {
  private let program: String

  /// Names the program that has the contenders and understands `trial`.
  public init(program: String) { self.program = program }

  public func run(
    _ plan: TrialPlan, into sample: inout TrialRow, unless stop: StopSignal
  ) throws(TrialFailure) -> TrialOutcome {
    var child = try ChildProcess.start(program, "trial", plan)
    // Opening and closing a million sessions takes a second; a minute is a hang.
    let report = try child.report(
      GuardReport.self, within: .seconds(plan.seconds + 60), unless: stop, "its process")
    sample.measured.merge(report.measured)
    return TrialOutcome(
      Findings(count: report.measured.violationsCount ?? 0, violations: report.violations),
      durations: report.durations)
  }
}
