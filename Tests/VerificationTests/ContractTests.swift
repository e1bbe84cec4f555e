import ModelChecker
import Mutants
import SessionGuards
import Testing
import Verification

@Suite struct ContractTests {
  /// The floor promises nothing.
  static let models = GuardModel.ours.filter { !$0.strategy.isFloor }

  @Test(arguments: Scenario.all.map(\.name), MemoryModel.allCases)
  func `every guard keeps its contract in every execution of every scenario`(
    _ name: String, _ memory: MemoryModel
  ) throws {
    let scenario = try #require(Scenario.named(name))
    let limit = Effort.limited(Setting(memory), to: 1000).executionLimit
    for model in ContractTests.models {
      let finding = Check(model, scenario, memory).run(limit: limit)
      let reason = finding.violation?.description ?? ""
      #expect(finding.violation == nil, "\(model.strategy.name): \(reason)")
      // The limit is that of one search; there are several where participants differ.
      let gaveUp = finding.verdict == .unfinished && finding.executions >= limit
      #expect(finding.verdict == .proved || gaveUp, "\(model.strategy.name): \(finding.verdict)")
    }
  }

  /// The scenarios of two senders, of two closers and of the reuse. A debug build searches them to
  /// their end too, under every schedule with two preemptions.
  static let bounded = [
    "two-senders", "stale-id", "send-close-reopen", "two-closers", "stale-closer",
  ]

  /// The first violation under a schedule with two preemptions.
  private func boundedViolation(
    in name: String, _ setting: Setting = Setting(.sequential), _ program: (Scenario) -> Program
  ) throws -> Violation? {
    let scenario = try #require(Scenario.named(name))
    return program(scenario).explore(.everySchedule(preemptions: 2), setting).violation
  }

  @Test(arguments: bounded, models.indices)
  func `no schedule with two preemptions breaks a contract`(_ name: String, _ index: Int) throws {
    let model = ContractTests.models[index]
    let violation = try boundedViolation(in: name) { model.program($0) }
    #expect(violation == nil, "\(model.strategy.name): \(violation?.description ?? "")")
  }

  @Test(arguments: [
    ("count alone, no flag", "two-senders", Promise.leaseHoldsSlot),
    ("count and flag tested in two steps", "two-senders", .leaseHoldsSlot),
    ("flag never checked", "stale-id", .leaseHoldsSlot),
    ("count stored at reopen while others undo", "stale-closer", .progress),
  ])
  func `some schedule with two preemptions breaks it under each mistake around the note's flag`(
    _ name: String, _ scenario: String, _ promise: Promise
  ) throws {
    let mutant = Mutant.named(name, "flag-count")
    let found = try boundedViolation(in: scenario, mutant.setting(.sequential)) {
      mutant.program($0)
    }
    let violation = try #require(found, "it survives")
    #expect(Promise(reason: violation.reason) == promise, "\(violation)")
  }

  @Test func `scenarios are named once and say what they are there to find`() {
    #expect(Set(Scenario.all.map(\.name)).count == Scenario.all.count)
    for scenario in Scenario.all {
      #expect(!scenario.idea.isEmpty)
      #expect((2...3).contains(scenario.parts.count))
    }
  }

  @Test func `a violation names the sentence of the contract that it breaks`() {
    #expect(Promise(reason: "\(Promise.onlyItsOwn.rawValue); and more") == .onlyItsOwn)
    #expect(Promise(reason: "blocked for ever: owner at settle.wait") == .progress)
    #expect(Promise(reason: "data race: A reads plain memory (session.use)") == .leaseHoldsSlot)
    #expect(Promise(reason: "data race: A writes plain memory (lease.exclusive)") == .excludes)
    #expect(Promise(reason: "something else") == nil)
  }
}
