import Reactor
import Testing

@testable import LoadGenerator
@testable import Statistics

/// One connection against a server in the same thread, on a clock that the test moves.
struct OpenLoopTests {
  static let millisecond: UInt64 = 1_000_000

  /// Both ends of one connection, 1,000 messages per second at equal distances.
  final class Stage {
    let clock = ManualClock()
    let run = RunBoard(connections: 1)
    let server: SmallServer
    private var ownShard: Shard?
    let plan: LoadPlan

    init(
      inFlightLimit: Int = 1, serverMayClose: Bool = false,
      warmUp: (Stage) throws -> Void = { _ in }
    ) throws {
      server = try SmallServer()
      var plan = LoadPlan(port: server.endpoint.port)
      plan.connections = 1
      plan.ratePerSecond = 1000
      plan.arrivals = .even
      plan.inFlightLimit = inFlightLimit
      plan.serverMayClose = serverMayClose
      self.plan = plan
      let facts = ServerFacts(
        endpoint: server.endpoint, token: 0xABCD, maximumPayloadBytes: 4096)
      ownShard = try Shard(
        plan, index: 0, server: facts, clock: .manual(clock), run: run, own: try ShardBoard())
      while ownShard!.welcomedCount == 0 {
        try ownShard!.turn(timeoutMilliseconds: 0)
        try server.turn()
      }
      try enter(.warmUp)
      try warmUp(self)
      try enter(.measuring)
    }

    func enter(_ phase: Phase) throws {
      run.enter(phase)
      try ownShard!.turn(timeoutMilliseconds: 0)
    }

    /// Lets time pass a millisecond at a time; a stalled server does nothing meanwhile.
    func pass(milliseconds: Int, stalled: Bool = false) throws {
      for _ in 0..<milliseconds {
        clock.advance(byNanoseconds: OpenLoopTests.millisecond)
        try ownShard!.turn(timeoutMilliseconds: 0)
        if !stalled { try settle() }
      }
    }

    /// Lets both ends do all they can at one moment.
    func settle() throws {
      var sent = UInt64.max
      while sent != ownShard!.counters.sentCount || ownShard!.inFlightTotal > 0 {
        sent = ownShard!.counters.sentCount
        try server.turn()
        try ownShard!.turn(timeoutMilliseconds: 0)
      }
    }

    func end() throws -> LoadReport {
      try enter(.draining)
      if !server.habits.isDeaf { try settle() }
      let result = ownShard!.finish()
      return LoadReport(plan, [result], course: Course())
    }
  }

  @Test func `a server in time is seen in time`() throws {
    let stage = try Stage()
    try stage.pass(milliseconds: 300)
    let report = try stage.end()
    #expect(report.messagesCount == 300)
    #expect(report.latency.count == 300)
    #expect(try #require(report.latency.maximumNanoseconds) <= Self.millisecond)
    #expect(report.serviceLatency?.maximumNanoseconds == 0)
    #expect(report.generatorKeptUp == true)
    #expect(report.totals.blockedCount == 0)
    #expect(report.wallNanoseconds == 300 * Self.millisecond)
  }

  @Test func `a stall shows from the due time and not from the time of sending`() throws {
    let stage = try Stage()
    try stage.pass(milliseconds: 50)
    try stage.pass(milliseconds: 300, stalled: true)
    try stage.settle()
    try stage.pass(milliseconds: 50)
    let report = try stage.end()
    #expect(report.latency.count == 400)
    // Three of four came due in the stall and waited 150 ms on average.
    #expect(try #require(report.latency.p50Nanoseconds) > 90 * Self.millisecond)
    #expect(try #require(report.latency.maximumNanoseconds) >= 299 * Self.millisecond)
    // From sending, all but the one that was under way look well.
    #expect(report.serviceLatency?.count == 400)
    #expect(report.serviceLatency?.p50Nanoseconds == 0)
    // The generator was in time all the while; the connection had no room.
    #expect(report.generatorKeptUp == true)
    #expect(report.totals.blockedCount >= 298)
  }

  @Test func `a stall at the end is not left out`() throws {
    let stage = try Stage()
    try stage.pass(milliseconds: 100)
    try stage.pass(milliseconds: 200, stalled: true)
    let report = try stage.end()
    #expect(report.latency.count == 300)
    #expect(try #require(report.latency.maximumNanoseconds) >= 199 * Self.millisecond)
    #expect(report.messagesCount == 100)
    #expect(report.dueCount == 300 && report.rateShare == 1.0 / 3)
  }

  @Test func `messages without a reply are counted as unfinished`() throws {
    let stage = try Stage()
    try stage.pass(milliseconds: 100)
    stage.server.habits.isDeaf = true
    try stage.pass(milliseconds: 50, stalled: true)
    let report = try stage.end()
    #expect(report.latency.count == 150)
    #expect(report.latency.unfinishedCount == 50)
    #expect(try #require(report.latency.maximumNanoseconds) < Self.millisecond)
    #expect(report.totals.unansweredCount == 1)
    #expect(report.latencyHistogram.percentile(30).map { $0 < Self.millisecond } == true)
  }

  @Test(arguments: [true, false])
  func `messages that died with their session are counted as unfinished`(isAllowed: Bool) throws {
    let stage = try Stage(inFlightLimit: 8, serverMayClose: isAllowed)
    try stage.pass(milliseconds: 100)
    stage.server.habits.endsAfter = 101
    try stage.pass(milliseconds: 5, stalled: true)
    // One of the five is answered, and then the session ends; what comes due later finds another.
    try stage.settle()
    try stage.pass(milliseconds: 45)
    let report = try stage.end()
    let totals = report.totals
    #expect(totals.lostWithSessionCount == 4)
    #expect(totals.endedByServerCount == (isAllowed ? 1 : 0))
    #expect(totals.sentCount == totals.answeredCount + totals.lostWithSessionCount)
    #expect(totals.answeredCount == (isAllowed ? 146 : 101))
    // Every message that came due is there; of the 150 those that found no reply are unfinished.
    #expect(report.latency.count == 150)
    #expect(report.serviceLatency?.count == 150)
    #expect(report.latency.unfinishedCount == (isAllowed ? 4 : 49))
    let answered = report.latencyHistogram.percentile(30)
    #expect(answered.map { $0 < Self.millisecond } == true)
  }

  @Test func `what died with its session in the warm-up is not in the latencies`() throws {
    let stage = try Stage(inFlightLimit: 8, serverMayClose: true) { stage in
      stage.server.habits.endsAfter = 1
      try stage.pass(milliseconds: 5, stalled: true)
      try stage.server.turn()
      stage.server.habits.endsAfter = nil
      try stage.pass(milliseconds: 4)
    }
    try stage.pass(milliseconds: 20)
    let report = try stage.end()
    #expect(report.totals.lostWithSessionCount == 4)
    #expect(report.latency.count == 20)
    #expect(try #require(report.latency.maximumNanoseconds) < 10 * Self.millisecond)
  }

  @Test func `a generator that oversleeps says how late it was`() throws {
    let stage = try Stage(inFlightLimit: 64)
    try stage.pass(milliseconds: 50)
    stage.clock.advance(byNanoseconds: 40 * Self.millisecond)
    try stage.settle()
    let report = try stage.end()
    #expect(try #require(report.lateness?.maximumNanoseconds) >= 39 * Self.millisecond)
    #expect(report.lateness?.count == 90)
    #expect(report.generatorKeptUp == false)
    // Nothing was skipped: all of them were sent and answered, late.
    #expect(report.messagesCount == 90)
    #expect(try #require(report.latency.maximumNanoseconds) >= 39 * Self.millisecond)
  }

  @Test func `what is due in the warm-up is not in the latencies`() throws {
    let stage = try Stage { try $0.pass(milliseconds: 10) }
    try stage.pass(milliseconds: 20)
    let report = try stage.end()
    #expect(report.messagesCount == 20)
    #expect(report.latency.count == 20)
    #expect(report.lateness?.count == 20)
    #expect(report.totals.sentCount == 30)
  }
}
