import Foundation
import ModelChecker
import Mutants
import SessionGuards
import Testing
import Verification

/// Every order of every guard is needed, or says why it stays.
@Suite struct WeakeningTests {
  @Test func `every order that is weakened dies, or is accounted for`() {
    let findings = Weakener(Scenario.all, Effort.limited(Setting(), to: 300)).judgeOurs()
    var survivors: Set<String> = []
    for finding in findings where finding.death == nil {
      survivors.insert("\(finding.strategy) \(finding.weakening.site)")
    }
    #expect(survivors == Set(Mutant.keptOrders.keys))
    #expect(findings.count > 15)
  }

  @Test func `sequential memory and values alone would show none of them`() {
    var setting = Effort.limited(Setting(.sequential), to: 300)
    setting.detectsRaces = false
    let findings = Weakener([Scenario.all[0]], setting).judgeOurs()
    #expect(!findings.isEmpty)
    #expect(findings.allSatisfy { $0.death == nil })
  }

  /// The accesses that each guard makes in the scenarios.
  static let sites = Dictionary(
    uniqueKeysWithValues: ContractTests.models.map { model in
      (model.strategy.name, Set(Weakener().census(model).accesses.map(\.site)))
    })

  @Test(
    arguments: [
      ("flag-count", "FlagCountGuard"), ("double-cas", "DoubleCASGuard"),
      ("packed", "PackedGuard"), ("mutex", "LockGuard"), ("spinlock", "SpinLock"),
    ])
  func `no access in a guard's source is out of the scenarios' reach`(
    _ strategy: String, _ file: String
  ) throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let source = try String(
      contentsOf: root.appending(path: "Sources/SessionGuards/\(file).swift"), encoding: .utf8)
    let written = Set(source.matches(of: /"([a-z]+\.[a-zA-Z]+)"/).map { String($0.1) })
    #expect(!written.isEmpty)
    #expect(written.isSubset(of: try #require(WeakeningTests.sites[strategy])))
  }
}
