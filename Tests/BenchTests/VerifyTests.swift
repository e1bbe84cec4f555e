import GuardbenchCommands
import ModelChecker
import Mutants
import Probe
import SessionGuards
import Testing
import Verification

@testable import Proof
@testable import Scenarios
@testable import TrialRows

/// From a request to searches, and from what they find to how a verification ends.
@Suite struct VerifyTests {
  private func request(
    _ strategies: [String] = [], _ scenarios: [String] = [], _ memories: [String] = []
  ) -> VerifyRequest {
    var request = VerifyRequest()
    request.strategies = strategies
    request.scenarios = scenarios
    request.memories = memories
    return request
  }

  private func run(
    _ request: VerifyRequest, _ contenders: Contenders = .standard
  ) throws -> VerifyResult {
    try VerifyRun(request.plan(contenders), stop: .install(), threads: 2).finish { _ in }
  }

  @Test func `everything is every scenario under every memory, of each strategy that has a model`()
    throws
  {
    let plan = try request().plan(.standard)
    #expect(plan.isWhole)
    #expect(plan.subjects.map(\.strategy.name).contains("packed"))
    let exempt = Strategy.all.filter { $0.exemption(from: .proof) != nil }
    #expect(plan.absences.map(\.strategy) == exempt.map(\.name))
    let stories = plan.jobs.count { if case .story = $0 { true } else { false } }
    // Of every guard but the floor.
    #expect(stories == Strategy.catalogue.count - 1)
    #expect(
      plan.jobs.count - stories == plan.subjects.count * Verification.Scenario.all.count * 2)
    #expect(try !request([], ["one-sender"]).plan(.standard).isWhole)
    #expect(try !request([], [], ["sequential"]).plan(.standard).isWhole)
  }

  @Test func `deeper is more threads and weaker orders`() throws {
    var deep = request(["packed"])
    deep.isDeep = true
    let jobs = try deep.plan(.standard).jobs
    let weakened = jobs.count { if case .weakenings = $0 { true } else { false } }
    let drawn = jobs.count { if case .check(let check) = $0 { !check.isExhaustive } else { false } }
    #expect(weakened == 1)
    #expect(drawn == Verification.Scenario.crowds.count * 2)
  }

  @Test func `what does not exist is refused with what does`() {
    let wrong = [
      (request(["pakced"]), "unknown strategy 'pakced'; did you mean 'packed'?"),
      (request([], ["two-sender"]), "unknown scenario 'two-sender'; did you mean 'two-senders'?"),
      (request([], [], ["weak"]), "unknown memory 'weak'; known: sequential, release-acquire"),
    ]
    for (request, text) in wrong {
      do {
        _ = try request.plan(.standard)
        Issue.record("it was planned: \(text)")
      } catch {
        #expect(error.description.hasPrefix(text))
      }
    }
  }

  @Test func `what is found stands in the plan's order, whichever thread found it`() throws {
    let result = try run(request(["mutex", "packed"], ["one-sender", "two-senders"]))
    #expect(result.failure == nil)
    #expect(result.isComplete && result.searchesDone == 8)
    #expect(result.strategies.map(\.strategy.name) == ["mutex", "packed"])
    for found in result.strategies {
      #expect(found.verdict == .proved)
      #expect(
        found.findings.map(\.check.scenario.name)
          == ["one-sender", "one-sender", "two-senders", "two-senders"])
    }
    #expect(result.executions == result.strategies.reduce(0) { $0 + $1.executions })
    #expect(result.certificates(.ofThisProgram) == [], "a part is not worth a certificate")
  }

  @Test func `a search that gave up, and a guard without a model, are not proved`() throws {
    var brief = request(["packed"], ["one-sender"], ["sequential"])
    brief.executionLimit = 2
    guard case .unproved(let reasons) = try run(brief).failure else {
      Issue.record("two executions prove nothing")
      return
    }
    #expect(reasons.count == 1 && reasons[0].hasPrefix("packed: "))
    var contenders = Contenders()
    contenders.add(LimitedGuard<HardwareWord>.self)
    #expect(
      try run(request(), contenders).failure == .unproved(["limited: \(Contender.withoutModel)"]))
  }

  @Test func `a mutant is named with the sentence that it breaks, and gets no certificate`()
    throws
  {
    var contenders = Contenders()
    contenders.add(BlindGuard<HardwareWord>.self, model: BlindGuard<ModelWord>.self)
    let result = try run(request([], ["live-session"]), contenders)
    guard case .violation("blind", let what, let count) = result.failure else {
      Issue.record("it ended as \(String(describing: result.failure))")
      return
    }
    #expect(count > 0)
    #expect(Promise.allCases.contains { $0.rawValue == what })
    #expect(result.certificates(.ofThisProgram) == [])
  }

  @Test func `a schedule is replayed in its scenario, and nonsense is refused`() throws {
    let request = request(["packed"], ["one-sender"])
    let replay = try VerifyReplay(request, schedule: "A2B", .standard).run()
    #expect(replay.violation == nil)
    #expect(replay.mismatch == "it ends after 3 steps, before the execution does")
    let blocked = try VerifyReplay(request, schedule: "A9B9", .standard).run()
    #expect(blocked.mismatch?.hasPrefix("step ") == true)
    for text in ["C2", "A0", "two steps"] {
      #expect(throws: UsageError.self) {
        try VerifyReplay(request, schedule: text, .standard)
      }
    }
    for strategies in [[], ["packed", "mutex"], ["stdlib-mutex"]] {
      #expect(throws: UsageError.self) {
        try VerifyReplay(
          self.request(strategies, ["one-sender"]), schedule: "A", .standard)
      }
    }
  }
}
