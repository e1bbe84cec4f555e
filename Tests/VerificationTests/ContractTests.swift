import ModelChecker
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
      #expect(finding.verdict == .proved || finding.executions == limit)
    }
    #expect(ContractTests.models.count == 5)
  }

  @Test func `every strategy is verified or says why it is not`() {
    let verified = Set(ContractTests.models.map(\.strategy.name))
    let exempt = Set(Exemption.all.map(\.strategy))
    var names = Names()
    visitGuards(&names)
    #expect(verified.union(exempt) == names.names)
    #expect(verified.isDisjoint(with: exempt))
  }

  struct Names: GuardVisitor {
    var names: Set<String> = []
    mutating func visit<Guard: SessionGuard & ~Copyable>(_: Guard.Type)
    where Guard.Fault == Never { names.insert(Guard.strategy.name) }
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
