import Foundation
import ModelChecker
import SessionGuards
import Testing

@testable import Verification

/// A batch that broke a promise, played again from what the report says of it.
///
/// `GUARDBENCH_STRESS_REPLAY`, which `make torture REPLAY=…` sets, plays the one it names.
@Suite struct StressReplayTests {
  static let asked = ProcessInfo.processInfo.environment["GUARDBENCH_STRESS_REPLAY"]

  /// The seed does not fix when threads meet, so the batch is played as often as `BATCHES` says.
  @Test(.enabled(if: asked != nil, "needs `make torture REPLAY=…`"))
  func `the batch that is asked for keeps the contract`() throws {
    let asked = try #require(Self.asked)
    let replay = try #require(
      StressReplay(asked), "REPLAY is what a report ends with, and not '\(asked)'")
    var stress = Stress(
      replay.narrowed(StressPlan(seed: 0, batches: 1)), strategies: [replay.strategy])
    for _ in 0..<StressTests.batches where stress.reports.last?.violation == nil {
      stress.visitOurs(areBare: replay.isBare)
      try #require(
        !stress.reports.isEmpty, "no guard of this package is called '\(replay.strategy)'")
    }
    #expect(stress.failure == nil)
    let violation = stress.reports.last?.violation
    #expect(violation == nil, "\(violation.map(\.description) ?? "")")
  }

  static let written =
    "strategy=double-cas,words=bare,seed=18446744073709551615,batch=4294967295,slots=65535,"
    + "threads=64,odds=30"

  @Test func `a replay is written as it is read, with all that a batch is drawn by`() throws {
    let replay = try #require(StressReplay(Self.written))
    #expect(replay.description == Self.written)
    let plan = replay.narrowed(StressPlan(seed: 1, batches: 9))
    #expect(plan.seed == .max && plan.firstBatch == 4_294_967_295 && plan.batches == 1)
    #expect(plan.slots == 65535 && plan.threads == 64 && plan.disturbance.delayOdds == 30)
    #expect(replay.strategy == "double-cas" && replay.isBare)
    #expect(StressReplay(Self.written.replacing("=bare", with: "=delayed"))?.isBare == false)
    // The last slot that there can be has a script.
    #expect(!plan.scenario(plan.firstBatch, plan.slots - 1).parts.isEmpty)
  }

  @Test func `make torture is advised where it plays the same, and nowhere else`() throws {
    let replay = try #require(StressReplay(Self.written))
    var usual = StressPlan(seed: 3, batches: 2)
    (usual.slots, usual.threads, usual.disturbance.delayOdds) = (4, 5, 9)
    #expect(replay.advice(isOurs: true, in: usual) == "make torture REPLAY=\(Self.written)")
    var plans = [usual, usual, usual, usual]
    plans[0].drawsScenarios = false
    plans[1].scenarios.removeLast()
    plans[2].disturbance.alterations = [Alteration("release.count", .exchange)]
    plans[3].disturbance.holds = [Hold("owner", at: "rundown.claim", until: "reclaim.done")]
    let advices =
      plans.map { replay.advice(isOurs: true, in: $0) } + [replay.advice(isOurs: false, in: usual)]
    for advice in advices {
      #expect(
        advice == "StressReplay(\"\(Self.written)\")!.narrowed(plan) is that batch of your plan")
    }
  }

  @Test(
    arguments: [
      ("batch=4294967295", "batch=4294967296"), ("batch=4294967295", "batch=-1"),
      ("slots=65535", "slots=0"), ("threads=64", "threads=1"), ("threads=64", "threads=65"),
      ("seed=18446744073709551615", "seed=18446744073709551616"), ("odds=30", "odds="),
      ("words=bare", "words=none"), ("strategy=double-cas", "strategy="), (",odds=30", ""),
      ("odds=30", "odds=30,"),
    ])
  func `anything else is refused`(right: String, wrong: String) {
    let text = Self.written.replacing(right, with: wrong)
    #expect(text != Self.written)
    #expect(StressReplay(text) == nil)
  }
}

// Not under a sanitizer, which would rightly report what the mutant lets happen.
#if !THREAD_SANITIZER && !ADDRESS_SANITIZER
extension StressReplayTests {
  /// A plan whose fourth batch alone shows the mistake, and shows it for certain: the owner is held
  /// at its claim until the other has reclaimed.
  static var plan: StressPlan {
    get throws {
      let harmless = StressOracleTests.granted
      let scenario = try StressOracleTests.scenario("one-sender")
      var plan = StressOracleTests.plan(
        scenario,
        [
          Hold("sender", at: "acquire.count", until: "release.count"),
          Hold("owner", at: "rundown.claim", until: "reclaim.done"),
        ])
      plan.seed = 20
      plan.batches = 8
      plan.threads = 3
      plan.disturbance.delayOdds = 5
      plan.scenarios = [harmless, harmless, harmless, scenario]
      plan.disturbance.alterations = [Alteration("rundown.claim", .exchange)]
      return plan
    }
  }

  /// What the last line of a report of a plan of one's own names.
  static func replay(of violation: StressViolation) throws -> StressReplay {
    let last = try #require(violation.description.split(separator: "\n").last)
    let form = /StressReplay\("(\S+)"\)!\.narrowed\(plan\) is that batch of your plan/
    let value = try #require(last.wholeMatch(of: form)?.output.1)
    return try #require(StressReplay(String(value)))
  }

  @Test func `the last line of a report finds the violation again, in the batch that showed it`()
    throws
  {
    let plan = try Self.plan
    let first = try Stress.run(FlagCountGuard<DelayedWord>.self, plan)
    let violation = try #require(first.violation, "the mistake was not seen")
    #expect(violation.place.batch == 3 && first.plays == 3)

    let replay = try Self.replay(of: violation)
    var other = plan
    (other.seed, other.threads, other.disturbance.delayOdds) = (1, 2, 0)
    let again = try Stress.run(FlagCountGuard<DelayedWord>.self, replay.narrowed(other))
    #expect(again.plays == 0, "no batch is played before that one")
    let found = try #require(again.violation, "it was not found again")
    #expect(found.description == violation.description)
    #expect(try Self.replay(of: found) == replay)
  }

  @Test func `another batch of that plan does not show it`() throws {
    var plan = try Self.plan
    plan.batches = 3
    #expect(try Stress.run(FlagCountGuard<DelayedWord>.self, plan).violation == nil)
  }
}
#endif
