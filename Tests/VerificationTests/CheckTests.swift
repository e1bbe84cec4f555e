import ModelChecker
import SessionGuards
import Testing
import Verification

@testable import Mutants

/// What a search, and all searches of a strategy together, say of its contract.
@Suite struct CheckTests {
  /// All but the one that only the stress counts (`StressOracleTests`).
  private static let modelled = Promise.allCases.filter { $0 != .conserves }

  private static let brief = ["one-sender", "two-senders", "live-session", "two-closers"]

  private func findings(_ model: GuardModel, limit: Int = .max) throws -> StrategyFindings {
    let checks = try CheckTests.brief.map { name in
      Check(model, try #require(Scenario.named(name)), .sequential)
    }
    return StrategyFindings(model.strategy, checks.map { $0.run(limit: limit) })
  }

  @Test func `a right guard keeps every promise that it makes`() throws {
    let found = try findings(GuardModel(PackedGuard<ModelWord>.self))
    #expect(found.verdict == .proved)
    #expect(found.violations.isEmpty)
    for promise in CheckTests.modelled where promise != .excludes {
      guard case .holds(let executions, let scenarios, _) = found.judgement(of: promise) else {
        Issue.record("\(promise) is not judged")
        continue
      }
      #expect(executions > 0 && executions <= found.executions)
      #expect((1...CheckTests.brief.count).contains(scenarios))
    }
    guard case .notPromised = found.judgement(of: .excludes) else {
      Issue.record("packed promises no exclusion")
      return
    }
  }

  @Test func `a strategy that was not searched to the end is not proved`() throws {
    let found = try findings(GuardModel(PackedGuard<ModelWord>.self))
    let cut = StrategyFindings(
      found.strategy, found.findings, plannedCount: found.findings.count + 1)
    #expect(cut.verdict == .unfinished)
    guard case .open = cut.judgement(of: .leaseHoldsSlot) else {
      Issue.record("a search is missing, and the promise is judged")
      return
    }
  }

  @Test func `a promise is judged by the scenarios that could break it, and by no others`() throws {
    let live = try #require(Scenario.named("live-session"))
    #expect(Promise.liveIsGranted.isTried(by: live))
    #expect(!Promise.leaseHoldsSlot.isTried(by: live))
    #expect(!Promise.closeRefuses.isTried(by: live))
    for promise in CheckTests.modelled {
      #expect(Scenario.all.contains { promise.isTried(by: $0) })
    }
    let model = GuardModel(PackedGuard<ModelWord>.self)
    let found = StrategyFindings(model.strategy, [Check(model, live, .sequential).run()])
    guard case .untried = found.judgement(of: .leaseHoldsSlot) else {
      Issue.record("a scenario without a close shows nothing of it")
      return
    }
  }

  @Test func `a mutant breaks a promise, with a schedule that shows it again`() throws {
    let model = GuardModel(GenerationNeverChecked<ModelWord>.self)
    let found = try findings(model)
    #expect(found.verdict == .violated)
    guard case .broken(let finding) = found.judgement(of: .onlyItsOwn) else {
      Issue.record("the wrong generation was granted, and the search did not see it")
      return
    }
    let violation = try #require(finding.violation)
    let again = model.program(finding.check.scenario)
      .replay(violation.schedule, Setting(finding.check.memory))
    #expect(again.violation?.reason == violation.reason)
    #expect("\(again.trace)" == "\(violation.trace)")
  }

  @Test func `an execution that breaks nothing is told as well`() throws {
    let model = GuardModel(PackedGuard<ModelWord>.self)
    let program = model.program(try #require(Scenario.named("one-sender")))
    let told = program.replay(try #require(Schedule("A2B")))
    #expect(told.violation == nil)
    #expect(told.trace.lines.first?.site == "acquire.count")
    #expect(told.trace.threads == ["sender", "owner"])
  }

  @Test func `a search that gives up proves nothing`() throws {
    let found = try findings(GuardModel(PackedGuard<ModelWord>.self), limit: 3)
    #expect(found.verdict == .unfinished)
    guard case .open = found.judgement(of: .reclaimedOnce) else {
      Issue.record("three executions are not all")
      return
    }
  }

  @Test func `a search that is withdrawn gives up within a thousand executions`() throws {
    let model = GuardModel(FlagCountGuard<ModelWord>.self)
    let check = Check(model, try #require(Scenario.named("stale-id")), .releaseAcquire)
    let finding = check.run(isWithdrawn: { true })
    #expect(finding.verdict == .unfinished)
    #expect(finding.executions == 1024)
  }

  @Test func `no crowd finds anything in a right guard, and one finds a mutant`() throws {
    let draw = Search.randomWalk(seed: 1, executions: 400)
    for crowd in Scenario.crowds {
      for model in GuardModel.ours where !model.strategy.isFloor {
        let finding = Check(model, crowd, .releaseAcquire, search: draw).run()
        #expect(finding.verdict == .unbroken, "\(finding.violation?.description ?? "")")
      }
    }
    let wrong = GuardModel(GenerationNeverChecked<ModelWord>.self)
    let crowd = try #require(Scenario.named("crowd"))
    #expect(Check(wrong, crowd, .sequential, search: draw).run().verdict == .violated)
  }
}
