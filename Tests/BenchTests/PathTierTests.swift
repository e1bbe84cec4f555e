import Bench
import GuardbenchCommands
import Mutants
import Scenarios
import SessionGuards
import Testing
import TrialRows
import Trials

@testable import Tables

@Suite struct PathTierTests {
  @Test(arguments: Strategy.catalogue.map(\.name))
  func `every message comes back to the session that sent it`(strategy: String) throws {
    let settings = ["threads": "2", "sessions": "5", "depth": "3", "payload": "8"]
    let plan = try TrialPlan.brief("path", settings, strategy: strategy)
    let contender = try Contenders.standard.contender(named: strategy)
    guard let run = contender.runPathTrial else {
      Issue.record("\(strategy) has no path tier")
      return
    }
    let report = try run(plan)
    #expect(report.violations == [])
    let operations = try #require(report.measured.operationsCount)
    #expect(operations > 0 && operations.isMultiple(of: 3))
  }

  @Test func `a guard that reclaims when all threads have rested ends with no session left`()
    throws
  {
    let settings = ["threads": "3", "sessions": "7", "depth": "3", "payload": "8"]
    let report = try PathTier.run(RestingGuard<HardwareWord>.self, .brief("path", settings))
    #expect(report.violations == [])
  }

  @Test func `a guard that refuses everything is seen`() throws {
    let report = try PathTier.run(SlipGuard<RefusesAll, HardwareWord>.self, .brief("path"))
    #expect(report.violations.contains { $0.kind == .refusedLive })
  }

  @Test func `a session that is never reclaimed is seen`() throws {
    let report = try PathTier.run(SlipGuard<ForgetsReclaims, HardwareWord>.self, .brief("path"))
    #expect(report.violations.contains { $0.kind == .neverReclaimed })
  }

  @Test func `messages that one read cannot take are refused before the run`() {
    var request = RunRequest()
    request.scenarios = ["path"]
    request.settings = ["depth": ["1000"], "payload": ["1000"]]
    #expect(throws: UsageError.self) { try request.plan(.standard) }
  }
}
