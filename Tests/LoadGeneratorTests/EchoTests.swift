import LoadGenerator
import Testing

/// Whole runs against a server that does right, or wrong in one way.
struct EchoTests {
  @Test(arguments: [1, 8, 64])
  func `every echo comes back and is counted once`(depth: Int) throws {
    let (report, served) = try withServer { port in
      try Load.run(quickPlan(port) { $0.depth = depth })
    }
    #expect(report.violationsCount == 0)
    #expect(report.connectedCount == 4)
    #expect(report.messagesCount > 0)
    #expect(report.totals.sentCount == report.totals.answeredCount)
    #expect(report.totals.answeredCount == UInt64(served.echoes))
    #expect(report.totals.unansweredCount == 0)
    #expect(report.totals.connectsCount == UInt64(served.accepted))
    #expect(served.openAtEnd == 0)
    #expect(report.marks.map(\.number) == [0, 1])
    #expect(report.latency.count > 0)
    #expect(report.serviceLatency == nil && report.generatorKeptUp == nil)
  }

  @Test(arguments: [1, 2, 15, 16, 17, 63, 4096])
  func `payloads of every length come back`(payloadBytes: Int) throws {
    let (report, served) = try withServer { port in
      try Load.run(
        quickPlan(port) {
          $0.payloadBytes = payloadBytes
          $0.depth = 8
          $0.threads = 2
        })
    }
    #expect(report.violationsCount == 0)
    #expect(report.totals.answeredCount == UInt64(served.echoes))
    #expect(report.messagesCount > 0)
  }

  @Test(arguments: [1, 64, 5000])
  func `a raw echo is spoken to without frames`(payloadBytes: Int) throws {
    var habits = Habits()
    habits.isRaw = true
    let (report, served) = try withServer(habits) { port in
      try Load.run(
        quickPlan(port) {
          $0.raw = true
          $0.payloadBytes = payloadBytes
          $0.depth = 4
        })
    }
    #expect(report.violationsCount == 0)
    #expect(report.messagesCount > 0)
    #expect(report.totals.sentCount == report.totals.answeredCount)
    #expect(report.marks.isEmpty)
    #expect(served.accepted == 4)
  }

  @Test func `one wrong byte in one reply is found and placed`() throws {
    var habits = Habits()
    habits.corruptsEcho = 5
    let (report, _) = try withServer(habits) { port in
      try Load.run(quickPlan(port) { $0.connections = 1 })
    }
    #expect(report.violationsCount == 1)
    let violation = try #require(report.violations.first)
    #expect(violation.kind == .corruptedEcho)
    #expect(violation.expected == "echo 5 of 64 bytes")
    #expect(violation.found.hasSuffix("at offset 63"))
    #expect(report.totals.wrongRepliesCount == 1)
    #expect(report.totals.sentCount == report.totals.answeredCount + 1)
  }

  @Test func `an echo that was not asked for is found`() throws {
    var habits = Habits()
    habits.extraFrame = [3, 0, 2, 9, 9]
    let (report, _) = try withServer(habits) { port in
      try Load.run(
        quickPlan(port) {
          $0.connections = 1
          // Nothing is in flight when the extra frame comes.
          $0.ratePerSecond = 20
          $0.durationSeconds = 0.5
        })
    }
    #expect(report.violations.map(\.kind) == [.unaskedEcho])
  }

  @Test(
    arguments: [
      [24, 0, 1] + [UInt8](repeating: 0, count: 23),
      [2, 0, 9, 9],
      [0, 0],
      [1, 16],
      [4, 0, 3, 0, 0, 0],
    ] as [[UInt8]])
  func `a frame that the protocol does not know is malformed`(frame: [UInt8]) throws {
    var habits = Habits()
    habits.extraFrame = frame
    let (report, _) = try withServer(habits) { port in
      try Load.run(quickPlan(port))
    }
    #expect(report.violationsCount == 1)
    #expect(report.violations.first?.kind == .malformedFrame)
  }

  @Test func `a stopped run has a complete report`() throws {
    let (report, served) = try withServer { port in
      var calls = 0
      return try Load.run(
        quickPlan(port) { $0.durationSeconds = 60 },
        stop: {
          calls += 1
          return calls > 10
        })
    }
    #expect(report.interrupted)
    #expect(report.totals.sentCount == report.totals.answeredCount)
    #expect(served.openAtEnd == 0)
  }

  @Test func `progress tells the stages in their order`() throws {
    var stages: [LoadProgress.Stage] = []
    _ = try withServer { port in
      try Load.run(
        quickPlan(port) {
          $0.warmUpSeconds = 0.3
          $0.durationSeconds = 0.3
        }, progress: { if stages.last != $0.stage { stages.append($0.stage) } })
    }
    #expect(stages == [.connecting, .warmUp, .measuring, .draining])
  }
}
