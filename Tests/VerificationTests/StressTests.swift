import Foundation
import ModelChecker
import SessionGuards
import Testing
import Verification

/// Every guard on real threads, with delays at its accesses, then quiet and audited.
///
/// `GUARDBENCH_STRESS_SEED` and `GUARDBENCH_STRESS_BATCHES` play others, and more.
@Suite struct StressTests {
  static func number(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
  }

  static let seed = UInt64(number("GUARDBENCH_STRESS_SEED") ?? 1)
  static let batches = number("GUARDBENCH_STRESS_BATCHES") ?? 4

  /// What a stress of all guards must not say.
  static func expectKept(_ plan: StressPlan) {
    var stress = Stress(plan)
    stress.visitOurs()
    #expect(stress.failure == nil)
    for report in stress.reports {
      #expect(report.violation == nil, "\(report.violation.map(\.description) ?? "")")
      #expect(report.plays == plan.batches * plan.slots)
    }
    let delayed = Set(stress.reports.filter { !$0.isBare }.map(\.strategy))
    let bare = Set(stress.reports.filter(\.isBare).map(\.strategy))
    let promising = Strategy.catalogue.filter { !$0.isFloor }
    #expect(
      delayed == Set(promising.filter { $0.exemption(from: .proof) == nil }.map(\.name)))
    #expect(bare == Set(promising.map(\.name)))
  }

  @Test func `every guard keeps its contract under stress, delayed and on bare hardware`() {
    StressTests.expectKept(StressPlan(seed: StressTests.seed, batches: StressTests.batches))
  }

  @Test func `more threads than processors without a delay keep the contract too`() {
    var plan = StressPlan(seed: StressTests.seed, batches: max(1, StressTests.batches / 4))
    plan.threads = 8
    plan.disturbance.delayOdds = 0
    StressTests.expectKept(plan)
  }

  /// `make torture`: as many seeds as it is told, each printed before it is played.
  @Test(.enabled(if: number("GUARDBENCH_STRESS_SEEDS") != nil, "needs `make torture`"))
  func `every guard keeps its contract from many seeds`() {
    for seed in StressTests.seed..<StressTests.seed
      + UInt64(
        StressTests.number("GUARDBENCH_STRESS_SEEDS") ?? 0)
    {
      print("seed \(seed)")
      var plan = StressPlan(seed: seed, batches: StressTests.batches)
      plan.threads = 2 + Int(seed % 5)
      plan.disturbance.delayOdds = [2, 6, 30, 0][Int(seed % 4)]
      StressTests.expectKept(plan)
    }
  }

  @Test func `a plan is a function of its seed, and a batch can be played again by itself`() {
    let plan = StressPlan(seed: 7, batches: 8)
    var again = StressPlan(seed: 7, batches: 1)
    again.firstBatch = 3
    let scripts = (0..<plan.slots).map { plan.scenario(3, $0).script }
    #expect(scripts == (0..<plan.slots).map { again.scenario(3, $0).script })
    let others = StressPlan(seed: 8, batches: 8)
    #expect(scripts != (0..<plan.slots).map { others.scenario(3, $0).script })
    #expect(Set(scripts).count > plan.slots / 2)
  }

  @Test func `a stress that is told to stop ends with the batch`() throws {
    let plan = StressPlan(seed: 1, batches: 1000)
    let report = try Stress.run(PackedGuard<DelayedWord>.self, plan) { $0 < 2 }
    #expect(report.plays == 2 * plan.slots)
    #expect(report.violation == nil)
  }
}
