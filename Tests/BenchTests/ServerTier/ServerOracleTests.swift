import GuardedServer
import LoadGenerator
import SessionGuards
import Testing

@testable import Scenarios
@testable import TrialRows
@testable import Trials

/// What is wrong with a trial is seen from the two reports alone.
@Suite struct ServerOracleTests {
  private func findings(
    _ scenario: String = "echo", _ served: ServeReport = .sound(),
    change: (inout LoadReport) -> Void = { _ in }
  ) throws -> Findings {
    let setting = try ServerSetting(.brief(scenario))
    return ServerOracle(ServerResult(setting, served, try .sound(change))).findings
  }

  @Test(arguments: ["echo", "push", "hot", "storm"])
  func `nothing is wrong where all that was sent was delivered`(scenario: String) throws {
    #expect(try findings(scenario) == Findings())
  }

  @Test func `a message that was not delivered is missed where no session is cut off`() throws {
    for scenario in ["echo", "push", "hot"] {
      let found = try findings(scenario) { $0.totals.pushesCount -= 1 }
      #expect(found.violations.map(\.kind) == [.miscount])
    }
    #expect(try findings("storm") { $0.totals.pushesCount -= 1 } == Findings())
  }

  @Test func `what a load did not wait for, or had no room to check, is no violation`() throws {
    let plan = try ServerSetting(.brief("push")).load
    let late: (inout LoadReport) -> Void = {
      $0.plan = plan
      $0.hasDrained = false
      $0.totals.pushesCount -= 1
    }
    #expect(try findings("push", change: late) == Findings())
    #expect(try fault("push", change: late)?.contains("pushes were still coming") == true)
    let crowded: (inout LoadReport) -> Void = { $0.totals.uncheckedPushesCount = 7 }
    #expect(try findings("push", change: crowded) == Findings())
    #expect(try fault("push", change: crowded)?.contains("7 pushes came from more senders") == true)
  }

  @Test func `what ended a load stands before what followed from it`() throws {
    let fault = try fault("push") {
      $0.failure = "the server stopped answering"
      $0.totals.unansweredCount = 4
    }
    #expect(fault == "the server stopped answering")
  }

  @Test func `a load that loses its rate is told, and what is under way at its end is no loss`()
    throws
  {
    func loss(due: UInt64, answered: UInt64, seconds: Double) throws -> LoadReport {
      try .sound {
        $0.plan.ratePerSecond = Double(due) / seconds
        ($0.dueCount, $0.messagesCount) = (due, answered)
        $0.rateShare = Double(answered) / Double(due)
        $0.generatorKeptUp = false
      }
    }
    let lost = try loss(due: 1000, answered: 247, seconds: 2)
    #expect(lost.rateLoss?.contains("247 of the 1000 messages") == true)
    #expect(lost.rateLoss?.contains("24.7 % of --rate; this generator was too slow") == true)
    #expect(lost.shortfall(below: 0.5)?.contains("24.7 %") == true)
    #expect(lost.shortfall(below: 0.2) == nil)
    #expect(try loss(due: 1000, answered: 970, seconds: 2).rateLoss == nil)
    #expect(try loss(due: 1000, answered: 995, seconds: 2).rateLoss == nil)
    #expect(try loss(due: 60_000, answered: 59_000, seconds: 60).rateLoss != nil)
  }

  /// What a trial fails with, or else nil.
  private func fault(
    _ scenario: String, _ served: ServeReport = .sound(),
    change: (inout LoadReport) -> Void = { _ in }
  ) throws -> String? {
    ServerResult(try ServerSetting(.brief(scenario)), served, try .sound(change)).fault
  }

  @Test func `a message that was left in a queue fails the trial where no session is cut off`()
    throws
  {
    var served = ServeReport.sound()
    served.sends.lost = 3
    for scenario in ["echo", "push", "hot"] {
      let fault = try fault(scenario, served) { $0.totals.pushesCount -= 3 }
      #expect(fault == "3 messages were left in the queues of sessions that were still open")
    }
    #expect(try fault("storm", served) { $0.totals.pushesCount -= 3 } == nil)
    // No session was wronged: it is a failed trial, not a lifetime violation.
    #expect(try findings("push", served) { $0.totals.pushesCount -= 3 } == Findings())
  }

  @Test func `a reply that did not come fails the trial where no session is cut off`() throws {
    for scenario in ["echo", "push", "hot"] {
      let plan = try ServerSetting(.brief(scenario)).load
      let fault = try fault(scenario) {
        $0.plan = plan
        $0.totals.unansweredCount = 4
      }
      #expect(fault?.hasPrefix("4 replies are missing") == true)
    }
    let storm = try ServerSetting(.brief("storm")).load
    let fault = try fault("storm") {
      $0.plan = storm
      $0.totals.unansweredCount = 4
    }
    #expect(fault == nil)
  }

  @Test func `a session that was wronged is told before a reply that did not come`() throws {
    var served = ServeReport.sound()
    served.sends.lost = 1
    served.violations = [LifetimeViolation(.serverPromise, slot: 4, generation: 1)]
    served.violationsCount = 1
    served.marks = [try .mark(0, at: 1, sends: 1), try .mark(1, at: 2, sends: 2)]
    var sample = TrialRow.blank
    let result = ServerResult(
      try ServerSetting(.brief("push")), served, try .sound { $0.totals.pushesCount -= 1 })
    try result.describe(in: &sample)
    #expect(sample.violationsCount == 1)
    served.violationsCount = 0
    let quiet = ServerResult(result.setting, served, result.loaded)
    #expect(throws: TrialFailure.self) { try quiet.describe(in: &sample) }
  }

  @Test func `more messages than were sent are too many, in a storm too`() throws {
    let found = try findings("storm") { $0.totals.pushesCount += 1 }
    #expect(found.violations.map(\.kind) == [.miscount])
  }

  @Test func `clients that another server welcomed are noticed`() throws {
    var served = ServeReport.sound()
    served.accepted -= 1
    served.sends.accepted -= 1
    let found = try findings("storm", served) { $0.totals.pushesCount -= 1 }
    #expect(found.violations.map(\.kind) == [.miscount])
  }

  @Test func `what clients saw stands first, with its session`() throws {
    var served = ServeReport.sound()
    served.violations = [LifetimeViolation(.serverPromise, slot: 4, generation: 1)]
    served.violationsCount = 5
    let foreign = """
      {"kind":"foreign_push","connection":1,"slot":4,"generation":2,"sender":0,
      "expected":"a push to this session","found":"one to session 4 generation 1"}
      """
    let loaded = try LoadReport.sound(violations: [foreign])
    let setting = try ServerSetting(.brief("storm"))
    let found = ServerOracle(ServerResult(setting, served, loaded)).findings
    #expect(found.count == 6)
    #expect(found.violations.map(\.kind) == [.wrongDelivery, .serverPromise])
    #expect(found.violations.first?.generation == 2)
  }

  @Test func `a server that ends connections is no measurement`() throws {
    let setting = try ServerSetting(.brief("echo"))
    let report = try LoadReport.sound { $0.totals.unexpectedEndsCount = 2 }
    var sample = TrialRow.blank
    #expect(throws: TrialFailure.self) {
      try ServerResult(setting, .sound(), report).describe(in: &sample)
    }
  }

  @Test func `a client that the server took for a slow reader is explained`() throws {
    let reason = "for 2 of the sessions more bytes waited than the server's queue holds"
    let setting = try ServerSetting(.brief("hot"))
    let loaded = try LoadReport.sound { $0.totals.unexpectedEndsCount = 2 }
    var served = ServeReport.sound()
    let lost = TrialFailure.process("every connection was ended")
    let unexplained = try #require(ServerResult(setting, served, loaded).fault)
    #expect(!unexplained.contains("waited") && lost.explained(by: served) == lost)
    served.closedByReason = ["peer_ended": 3, "slow_reader": 2]
    #expect(try #require(ServerResult(setting, served, loaded).fault).contains(reason))
    #expect(lost.explained(by: served).description.hasPrefix("\(lost); \(reason)"))
    #expect(TrialFailure.interrupted.explained(by: served) == .interrupted)
  }

  @Test func `a server's own oracle names what it owes`() {
    let live = LiveSessions(slotCount: 4)
    live.begin(SessionID(slot: 3, generation: 2))
    var counters = ServerCounters()
    counters.accepted = 2
    counters.released = 1
    counters.descriptorsOpened = 5
    counters.descriptorsClosed = 4
    let hung = ServeOracle(counters: counters, hasEnded: false, live: live).judge([])
    #expect(hung.first == [LifetimeViolation(.neverReclaimed, slot: 3, generation: 2)])
    let ended = ServeOracle(counters: counters, hasEnded: true, live: live).judge([])
    #expect(ended.first.map(\.kind) == [.neverReclaimed, .miscount, .miscount])
    counters.violations = 7
    let stray = LifetimeViolation(.serverPromise, slot: 1, generation: 1)
    let found = ServeOracle(counters: counters, hasEnded: false, live: live).judge([stray])
    #expect(found.count == 8)
  }
}
