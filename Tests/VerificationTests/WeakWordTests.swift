import ModelChecker
import SessionGuards
import Testing
import Verification

@testable import Mutants

/// A guard over weak compare-exchanges: in the model and under stress they fail for no reason,
/// which no x86 processor shows.
@Suite struct WeakWordTests {
  typealias Right<W: Word & ~Copyable> = PackedGuard<WeakWord<W, UntilDecided>>
  typealias Hasty<W: Word & ~Copyable> = PackedGuard<WeakWord<W, Once>>

  @Test(arguments: MemoryModel.allCases)
  func `a claim that is tried again is proved, and one that is not leaves a session behind`(
    _ memory: MemoryModel
  ) throws {
    let scenario = try #require(Scenario.named("one-sender"))
    let right = scenario.program(Right<ModelWord>.self).explore(.everyTrace, Setting(memory))
    #expect(right.isProof, "\(right.violation?.description ?? "")")
    let hasty = scenario.program(Hasty<ModelWord>.self).explore(.everyTrace, Setting(memory))
    #expect(hasty.violation?.trace.lines.contains { $0.text.hasSuffix("fail spuriously") } == true)
  }

  @Test func `a weakened order of a weak compare-exchange is caught`() throws {
    let scenario = try #require(Scenario.named("one-sender"))
    let model = GuardModel(Right<ModelWord>.self)
    let weakener = Weakener([scenario])
    let weakenings = Weakening.all(weakener.census(model)).filter { $0.site == "rundown.claim" }
    #expect(
      weakenings.map(\.description) == ["rundown.claim: weakCompareExchange acquiring → relaxed"])
    #expect(weakenings.allSatisfy { weakener.judge(model, $0).death != nil })
  }

  #if !THREAD_SANITIZER && !ADDRESS_SANITIZER
  @Test func `under stress too, a claim has to be tried again`() throws {
    var plan = StressPlan(seed: 1, batches: 2)
    plan.disturbance.delayOdds = 1
    let right = try Stress.run(Right<DelayedWord>.self, plan)
    #expect(right.violation == nil, "\(right.violation.map(\.description) ?? "")")
    #expect(try Stress.run(Hasty<DelayedWord>.self, plan).violation != nil)
    plan.disturbance.delayOdds = 0
    let calm = try Stress.run(Right<DelayedWord>.self, plan)
    #expect(calm.violation == nil, "\(calm.violation.map(\.description) ?? "")")
  }
  #endif
}
