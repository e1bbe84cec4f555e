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
    let late = Effort.isFull ? [] : Mutant.ordersShownLate
    #expect(survivors == late.union(Mutant.keptOrders.keys))
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

  /// The sites that are written in the files of guards' types, and the strategies that run them.
  struct WrittenSites: GuardVisitor {
    typealias Fault = Stop
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Sources/SessionGuards/Strategies")
    var strategies: [String: [String]] = [:]

    mutating func visit<Guard: SessionGuard & ~Copyable>(_: Guard.Type)
    where Guard.Fault == Stop {
      if Guard.strategy.isFloor { return }
      let types = String(reflecting: Guard.self).split(whereSeparator: { !$0.isLetter })
      for type in types {
        strategies[String(type), default: []].append(Guard.strategy.name)
      }
    }

    /// Of each file that has any.
    var sites: [String: Set<String>] {
      strategies.reduce(into: [:]) { sites, type in
        let file = Self.folder.appending(path: "\(type.key).swift")
        guard let source = try? String(contentsOf: file, encoding: .utf8) else { return }
        let written = source.matches(of: /"([a-z]+\.[a-zA-Z]+)"/).map { String($0.1) }
        if !written.isEmpty { sites[type.key] = Set(written) }
      }
    }
  }

  @Test func `no access in a guard's source is out of the scenarios' reach`() throws {
    var written = WrittenSites()
    visitGuards(&written, on: Model.self)
    var seen: Set<String> = []
    for (type, sites) in written.sites {
      let strategies = written.strategies[type] ?? []
      seen.formUnion(strategies)
      let reached = Set(strategies.flatMap { WeakeningTests.sites[$0] ?? [] })
      #expect(sites.isSubset(of: reached), "\(type): \(sites.subtracting(reached))")
    }
    #expect(seen == Set(WeakeningTests.sites.keys))
  }
}
