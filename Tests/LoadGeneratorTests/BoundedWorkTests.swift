import Reactor
import Testing

@testable import LoadGenerator

/// No number that is typed or sent makes a thread work for ever, or remember without a bound.
struct BoundedWorkTests {
  /// One thread of a load on a clock that the test moves, connected to a server that reads nothing.
  private final class Stage {
    let clock = ManualClock()
    let run: RunBoard
    let server: SmallServer
    let plan: LoadPlan
    var shard: Shard

    init(phase: Phase = .measuring, _ change: (inout LoadPlan) -> Void) throws {
      let server = try SmallServer()
      var plan = LoadPlan(port: server.endpoint.port)
      plan.connections = 2
      plan.arrivals = .even
      change(&plan)
      let run = RunBoard(connections: plan.connections)
      let facts = ServerFacts(
        endpoint: server.endpoint, token: 0xABCD, maximumPayloadBytes: 4096)
      shard = try Shard(
        plan, index: 0, server: facts, clock: .manual(clock), run: run, own: try ShardBoard())
      (self.plan, self.run, self.server) = (plan, run, server)
      while shard.welcomedCount < plan.connections {
        try shard.turn(timeoutMilliseconds: 0)
        try server.turn()
      }
      server.habits.isDeaf = true
      try enter(phase)
    }

    func enter(_ phase: Phase) throws {
      run.enter(phase)
      try shard.turn(timeoutMilliseconds: 0)
    }

    func end() throws -> LoadReport {
      LoadReport(plan, [shard.finish()], course: Course())
    }
  }

  @Test(arguments: [1e6, 9e6])
  func `a thread that is behind takes a slice per turn, and counts all that came due`(
    rate: Double
  ) throws {
    let stage = try Stage { $0.ratePerSecond = rate }
    stage.clock.advance(byNanoseconds: 1_000_000_000)
    for turn in 1...3 as ClosedRange<UInt64> {
      try stage.shard.turn(timeoutMilliseconds: 0)
      #expect(stage.shard.lateness.total <= turn * 5000)
    }
    try stage.enter(.draining)
    let isFinished = stage.shard.isFinished
    #expect(!isFinished)
    #expect(stage.shard.lateness.total <= 25_000)
    let report = try stage.end()
    #expect(report.dueCount.map { abs(Double($0) - rate) <= 2 } == true)
    #expect(report.latency.count == report.dueCount)
    #expect(report.latency.unfinishedCount == report.dueCount)
    #expect(report.missedCount.map { $0 > 0 && $0 < report.dueCount ?? 0 } == true)
    #expect(report.rateShare == 0 && report.generatorKeptUp == false)
  }

  @Test func `what came due in the warm-up is not in the measurement, however far behind`() throws {
    let stage = try Stage(phase: .warmUp) { $0.ratePerSecond = 1e6 }
    stage.clock.advance(byNanoseconds: 1_000_000_000)
    try stage.enter(.measuring)
    stage.clock.advance(byNanoseconds: 500_000_000)
    try stage.enter(.draining)
    let report = try stage.end()
    #expect(report.dueCount.map { abs(Double($0) - 5e5) <= 2 } == true)
    #expect(report.missedCount == report.dueCount)
    #expect(report.generatorKeptUp == false)
  }

  @Test func `a thread that is behind does a slice of commands per turn`() throws {
    let stage = try Stage { $0.commands = [CommandStream(.push, ratePerSecond: 1e6)] }
    stage.clock.advance(byNanoseconds: 1_000_000_000)
    try stage.shard.turn(timeoutMilliseconds: 0)
    let done = stage.shard.counters.commandsCount + stage.shard.counters.commandsSkippedCount
    #expect(done > 0 && done <= 512)
  }

  @Test func `a stop in the drain ends it, with the report`() throws {
    var habits = Habits()
    habits.endsAfter = nil
    habits.freezesAfterMark = 1
    var isDraining = false
    let report = try withServer(habits) { port in
      try Load.run(
        quickPlan(port) { $0.drainSeconds = 20 },
        progress: { if $0.stage == .draining { isDraining = true } }, stop: { isDraining })
    }.result
    #expect(report.interrupted && report.failure == nil)
    #expect(report.marks.map(\.number) == [0, 1])
    #expect(report.messagesCount > 0)
  }

  @Test func `a client that is given a session that another has notices`() throws {
    var habits = Habits()
    habits.sharesSession = true
    let report = try withServer(habits) { try Load.run(quickPlan($0)) }.result
    #expect(report.violationsCount == 3)
    #expect(Set(report.violations.map(\.kind)) == [.sharedSession])
    let found = try #require(report.violations.first?.found)
    #expect(found.hasPrefix("that of connection "))
  }

  @Test func `a session is given once, whichever thread reads its welcome first`() {
    let board = RunBoard(connections: 3)
    #expect(board.claim(slot: 7, generation: 2, for: 0) == nil)
    #expect(board.claim(slot: 7, generation: 1, for: 1) == nil)
    #expect(board.claim(slot: 8, generation: 2, for: 1) == nil)
    #expect(board.claim(slot: 7, generation: 2, for: 2) == 0)
    #expect(board.claim(slot: 7, generation: 3, for: 2) == nil)
    #expect(board.claim(slot: 7, generation: 3, for: 2) == 2)
  }
}
