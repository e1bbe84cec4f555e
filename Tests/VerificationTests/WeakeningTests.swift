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

  /// The sites that are written in the files of a guard's types, by strategy.
  struct WrittenSites: GuardVisitor {
    typealias Fault = Stop
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Sources/SessionGuards/Strategies")
    var sites: [String: Set<String>] = [:]

    mutating func visit<Guard: SessionGuard & ~Copyable>(_: Guard.Type)
    where Guard.Fault == Stop {
      if Guard.strategy.isFloor { return }
      var written: Set<String> = []
      for type in String(reflecting: Guard.self).split(whereSeparator: { !$0.isLetter }) {
        let file = Self.folder.appending(path: "\(type).swift")
        guard let source = try? String(contentsOf: file, encoding: .utf8) else { continue }
        written.formUnion(source.matches(of: /"([a-z]+\.[a-zA-Z]+)"/).map { String($0.1) })
      }
      sites[Guard.strategy.name] = written
    }
  }

  @Test func `no access in a guard's source is out of the scenarios' reach`() throws {
    var written = WrittenSites()
    visitGuards(&written, on: Model.self)
    #expect(Set(written.sites.keys) == Set(WeakeningTests.sites.keys))
    for (strategy, sites) in written.sites {
      #expect(!sites.isEmpty, "\(strategy)")
      #expect(sites.isSubset(of: WeakeningTests.sites[strategy] ?? []), "\(strategy)")
    }
  }
}
