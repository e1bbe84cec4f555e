@testable import CheckVerdicts
@testable import TrialRows

/// The record of a check whose true costs are known: a trial for each arm of each pair.
struct CheckExample {
  static let packed = CheckSubject(cell: "sessions/sessions=10000", strategy: "packed")
  static let mutex = CheckSubject(cell: "sessions/sessions=10000", strategy: "mutex")

  var plan = CheckPlan(
    subjects: [CheckExample.packed, CheckExample.mutex], gates: [.cpu, .wall],
    briefPairsCount: 16, freshPairsCount: 20)
  /// The true ratio of head to base, by strategy and stage.
  var ratio: @Sendable (CheckSubject, CheckStage) -> Double = { _, _ in 1 }
  var identicalRatio = 1.0
  var slowedRatio = 1.2
  var stages: [CheckStage] = [.brief]
  /// Changes each trial before it is recorded; nil leaves it out.
  var recorded: @Sendable (CheckTrial) -> CheckTrial? = { $0 }

  /// A plan whose only subject is `packed`, and which has a gate for waiting.
  static let counting = CheckPlan(
    subjects: [packed], gates: [.cpu, .voluntarySwitches], briefPairsCount: 16,
    freshPairsCount: 16)

  var trials: [CheckTrial] {
    var trials: [CheckTrial] = []
    for stage in stages {
      for subject in plan.subjects {
        trials += pairs(stage, .subject, subject, cost: ratio(subject, stage))
      }
      trials += pairs(stage, .identical, plan.control, cost: identicalRatio)
      trials += pairs(stage, .slowed, plan.control, cost: slowedRatio)
    }
    return trials.compactMap(recorded)
  }

  private func pairs(
    _ stage: CheckStage, _ role: CheckRole, _ subject: CheckSubject, cost: Double
  ) -> [CheckTrial] {
    (0..<plan.pairsCount(of: role, in: stage)).flatMap { number in
      [
        trial(stage, role, subject, number, .base, cost: 1),
        trial(stage, role, subject, number, .head, cost: cost),
      ]
    }
  }

  private func trial(
    _ stage: CheckStage, _ role: CheckRole, _ subject: CheckSubject, _ number: Int,
    _ arm: CheckArm, cost: Double
  ) -> CheckTrial {
    var sample = TrialRow(
      runID: "check", block: number, position: arm == .base ? 0 : 1, cell: subject.cell,
      scenario: "sessions", tier: .guard, strategy: subject.strategy)
    // Each arm has a noise of half a percent, and both share another one.
    let own = 1 + 0.005 * Double((number * 7 + (arm == .head ? 3 : 0)) % 5 - 2) / 2
    let shared = 1 + 0.1 * Double(number % 4)
    sample.operationsCount = 1_000_000
    sample.cpuNanoseconds = Int(20_000_000 * cost * own * shared)
    sample.wallNanoseconds = Int(10_000_000 * cost * own * shared)
    sample.voluntarySwitchesCount = 10
    sample.allocationsCount = 3
    sample.coresCount = 2
    return CheckTrial(stage: stage, role: role, arm: arm, sample: sample)
  }

  var record: CheckRecord {
    CheckRecord(
      trials: trials, baseSubjects: plan.subjects, headSubjects: plan.subjects)
  }

  var result: CheckResult { CheckResult(of: record, by: plan) }
}
