@testable import CheckVerdicts
@testable import Statistics

/// Checks on a simulated machine whose true changes are known exactly.
struct SimulatedCheck {
  /// The noise of the machine; its `ratio` is the true change of the subjects.
  var machine = SimulatedRun()
  var plan = SimulatedCheck.plan()
  /// The true change of the identical arms.
  var identicalRatio = 1.0
  /// The true slowdown of the slowed arm.
  var slowedRatio = CheckPlan.defaultSlowdown

  /// A minute's check of one guard at 0.4 s a pair.
  static func plan(
    subjects: Int = 1, gates: [CheckGate] = [.cpu, .wall], alpha: Double = CheckPlan.defaultAlpha,
    brief: Int = 20, fresh: Int = 42
  ) -> CheckPlan {
    CheckPlan(
      subjects: (0..<subjects).map { CheckSubject(cell: "sessions", strategy: "guard\($0)") },
      gates: gates, alpha: alpha, briefPairsCount: brief, freshPairsCount: fresh)
  }

  /// Runs one check: the brief stage, then fresh data for the subjects that it leaves unsettled.
  func decision(
    rule: CheckRule = .standard, hasControls: Bool = false,
    using generator: inout SeededGenerator
  ) -> CheckDecision {
    var measured = CheckMeasurements()
    measure(.brief, plan.subjects, hasControls, &measured, &generator)
    let brief = CheckDecision(measured, of: plan.subjects, by: plan, rule: rule)
    if brief.unsettled.isEmpty { return brief }
    measure(.fresh, brief.unsettled, hasControls, &measured, &generator)
    return CheckDecision(measured, of: plan.subjects, by: plan, rule: rule)
  }

  private func measure(
    _ stage: CheckStage, _ subjects: [CheckSubject], _ hasControls: Bool,
    _ measured: inout CheckMeasurements, _ generator: inout SeededGenerator
  ) {
    let controls = hasControls ? CheckRole.controls.map { ($0, plan.control) } : []
    for (role, subject) in subjects.map({ (CheckRole.subject, $0) }) + controls {
      for gate in plan.gates {
        var machine = self.machine
        machine.blocksCount = plan.pairsCount(of: role, in: stage)
        if role == .identical { machine.ratio = identicalRatio }
        if role == .slowed { machine.ratio = slowedRatio }
        let comparison = CheckComparison(role: role, subject: subject, gate: gate)
        measured[stage, comparison] = PairedValues(
          pairs: machine.costs(using: &generator).map {
            (base: $0.reference, head: $0.strategy)
          })
      }
    }
  }

  /// How many of a number of checks have a property.
  func count(
    of checks: Int, rule: CheckRule = .standard, hasControls: Bool = false, seed: UInt64,
    where condition: (CheckDecision) -> Bool
  ) -> Int {
    var generator = SeededGenerator(seed: seed)
    return (0..<checks).count { _ in
      condition(decision(rule: rule, hasControls: hasControls, using: &generator))
    }
  }

  /// The machines on which the check must keep its error rates.
  static let unpleasantMachines: [(String, SimulatedRun)] =
    ErrorRateTests.unpleasantMachines + [
      ("reading a coarse clock", SimulatedRun(noise: (0.03, 0.03), granularity: 0.02)),
      (
        "all of it",
        SimulatedRun(
          noise: (0.05, 0.02), driftPerBlock: 0.01, positionEffect: 0.05, autocorrelation: 0.9,
          neighbourShare: 0.2, granularity: 0.01)
      ),
    ]

  /// Twenty thousand sets on the eight machines.
  static let setsPerMachine = 2500
}

extension CheckDecision {
  /// Whether any subject is flagged.
  var raisesAlarm: Bool { findings.contains { $0.verdict == .regression } }
}
