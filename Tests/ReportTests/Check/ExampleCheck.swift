import CheckVerdicts
import Foundation
import Testing
import TrialRows

@testable import Check
@testable import Probe

/// A small check whose true costs are round numbers: `packed` costs 20 ns, `mutex` 40 ns.
struct ExampleCheck {
  static let packed = CheckSubject(cell: "sessions/sessions=10000", strategy: "packed")
  static let mutex = CheckSubject(cell: "sessions/sessions=10000", strategy: "mutex")

  var plan = CheckPlan(
    subjects: [ExampleCheck.packed, ExampleCheck.mutex], gates: [.cpu, .voluntarySwitches],
    briefPairsCount: 16, freshPairsCount: 16)
  /// The ratio of head to base.
  var ratios: [String: Double] = [:]
  var identicalRatio = 1.0
  var slowedRatio = 1.2
  /// How much slower `packed` is in the pairs with even numbers.
  var scatter = 1.0
  var headSubjects = [ExampleCheck.packed, ExampleCheck.mutex]
  var baseSubjects = [ExampleCheck.packed, ExampleCheck.mutex]
  var counts: [ExactCount] = []
  var faults: [CheckFault] = []

  var trials: [CheckTrial] {
    var trials: [CheckTrial] = []
    for stage in CheckStage.allCases {
      for subject in plan.subjects {
        trials += pairs(stage, .subject, subject, ratio: ratios[subject.strategy, default: 1])
      }
      trials += pairs(stage, .identical, plan.control, ratio: identicalRatio)
      trials += pairs(stage, .slowed, plan.control, ratio: slowedRatio)
    }
    return trials
  }

  private func pairs(
    _ stage: CheckStage, _ role: CheckRole, _ subject: CheckSubject, ratio: Double
  ) -> [CheckTrial] {
    (0..<plan.pairsCount(of: role, in: stage)).flatMap { number in
      CheckArm.allCases.map { arm in
        var sample = TrialRow(
          runID: "check", block: number, position: arm == .base ? 0 : 1, cell: subject.cell,
          scenario: "sessions", tier: .guard, strategy: subject.strategy)
        var cost = subject.strategy == "packed" ? 20.0 : 40.0
        if arm == .head { cost *= ratio }
        if arm == .head, role == .subject, subject.strategy == "packed", number.isMultiple(of: 2) {
          cost *= scatter
        }
        sample.operationsCount = 1_000_000
        sample.cpuNanoseconds = Int((cost * 1e6).rounded())
        sample.wallNanoseconds = sample.cpuNanoseconds.map { $0 / 2 }
        sample.voluntarySwitchesCount = 1000
        sample.coresCount = 2
        return CheckTrial(stage: stage, role: role, arm: arm, sample: sample)
      }
    }
  }

  var result: CheckResult {
    let record = CheckRecord(
      trials: trials, counts: counts, baseSubjects: baseSubjects, headSubjects: headSubjects,
      faults: faults)
    return CheckResult(of: record, by: plan)
  }

  var manifest: CheckManifest {
    var machine = MachineRecord()
    machine.cpuModel = "Example CPU"
    machine.kernel = "6.1"
    var manifest = CheckManifest(
      baseRevision: "abc1234", headRevision: "def5678", seed: 7, budgetSeconds: 60,
      arguments: ["check", "--base", "abc1234"],
      startedAt: Date(timeIntervalSince1970: 1_000_000_000), plan: plan, machine: machine)
    manifest.endedAt = Date(timeIntervalSince1970: 1_000_000_058.5)
    manifest.headIsDirty = true
    return manifest
  }

  var report: CheckReport { CheckReport(result, manifest: manifest) }

  /// A check for each outcome.
  static let endings: [ExampleCheck] = [
    ExampleCheck(), ExampleCheck(ratios: ["packed": 1.072]), ExampleCheck(scatter: 1.08),
    ExampleCheck(identicalRatio: 1.04), ExampleCheck(faults: [.failed("base: the build failed")]),
    ExampleCheck(slowedRatio: 1.001), ExampleCheck(headSubjects: [packed]),
    ExampleCheck(baseSubjects: [packed]),
  ]
}

extension ExampleCheck: CustomTestStringConvertible {
  var testDescription: String { report.headline }
}
