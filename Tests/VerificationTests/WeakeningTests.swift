import Foundation
import ModelChecker
import Mutants
import SessionGuards
import Testing
import Verification

/// Every order of every guard is needed, or says why it stays.
@Suite struct WeakeningTests {
  @Test func `every order that is weakened dies, or is accounted for`() {
    var weakener = Weakener(Scenario.all, Effort.limited(Setting(), to: 300))
    weakener.visitOurs()
    var survivors: Set<String> = []
    for finding in weakener.findings where finding.death == nil {
      survivors.insert("\(finding.strategy) \(finding.weakening.site)")
    }
    #expect(survivors == Set(Mutant.keptOrders.keys))
    #expect(weakener.findings.count > 15)
  }

  @Test func `sequential memory and values alone would show none of them`() {
    var setting = Effort.limited(Setting(.sequential), to: 300)
    setting.detectsRaces = false
    var weakener = Weakener([Scenario.all[0]], setting)
    weakener.visitOurs()
    #expect(!weakener.findings.isEmpty)
    #expect(weakener.findings.allSatisfy { $0.death == nil })
  }

  /// The accesses that each guard makes in the scenarios.
  struct Sites: GuardVisitor {
    typealias Fault = Stop
    var met: [String: Set<String>] = [:]

    static let all: [String: Set<String>] = {
      var sites = Sites()
      visitGuards(&sites, on: Model.self)
      return sites.met
    }()

    mutating func visit<Guard: SessionGuard & ~Copyable>(_: Guard.Type)
    where Guard.Fault == Stop {
      if Guard.strategy.isFloor { return }
      met[Guard.strategy.name] = Set(Weakener().census(Guard.self).accesses.map(\.site))
    }
  }

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
    #expect(written.isSubset(of: try #require(Sites.all[strategy])))
  }
}
