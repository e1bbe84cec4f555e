import ModelChecker
import SessionGuards
import Testing
import Verification

@Suite struct ContractTests {
  @Test(arguments: Scenario.all.map(\.name), MemoryModel.allCases)
  func `every guard keeps its contract in every execution of every scenario`(
    _ name: String, _ memory: MemoryModel
  ) throws {
    let scenario = try #require(Scenario.named(name))
    let setting = Effort.limited(Setting(memory), to: 1000)
    var verifier = Verifier([scenario], setting)
    verifier.visitOurs()
    for finding in verifier.findings {
      let report = finding.report
      #expect(
        report.violation == nil, "\(finding.strategy): \(report.violation?.description ?? "")")
      #expect(report.isComplete || report.executions == setting.executionLimit)
    }
    #expect(verifier.findings.count == 5)
  }

  @Test func `every strategy is verified or says why it is not`() {
    var verifier = Verifier([Scenario.all[0]])
    verifier.visitOurs()
    let verified = Set(verifier.findings.map(\.strategy))
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
