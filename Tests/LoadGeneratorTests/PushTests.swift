import LoadGenerator
import Testing
import Wire

/// What clients notice about pushes: each kind of lifetime bug by its name.
struct PushTests {
  /// Runs clients that only listen against a server with pushes of its own.
  private func listen(_ habits: Habits) throws -> LoadReport {
    try withServer(habits) { port in
      try Load.run(
        quickPlan(port) {
          $0.depth = 0
          $0.connections = 2
        })
    }.result
  }

  private func habits(_ pushes: [(UInt32, UInt64)]) -> Habits {
    var habits = Habits()
    habits.pushes = pushes.map { (sender: $0.0, sequence: $0.1) }
    return habits
  }

  @Test func `several senders in order are right`() throws {
    let report = try listen(habits([(0, 0), (1, 0), (0, 1), (0x8000_0000, 0), (1, 1), (0, 2)]))
    #expect(report.violationsCount == 0)
    // Two connections of the load; the three beside it left before they read theirs, or counted.
    #expect(report.totals.pushesCount >= 12)
    #expect(report.loop == .listen)
    #expect(report.totals.sentCount == 0)
  }

  @Test func `a tail that is missing at the end is legal`() throws {
    var habits = habits([(0, 0), (0, 1)])
    habits.endsAfter = 3
    let (report, served) = try withServer(habits) { port in
      try Load.run(
        quickPlan(port) {
          $0.depth = 8
          $0.serverMayClose = true
        })
    }
    #expect(report.violationsCount == 0)
    #expect(report.totals.endedByServerCount > 0)
    #expect(report.totals.unexpectedEndsCount == 0)
    #expect(report.totals.lostWithSessionCount > 0)
    #expect(report.totals.connectsCount == UInt64(served.accepted))
    let accounted =
      report.totals.answeredCount + report.totals.lostWithSessionCount
      + report.totals.unansweredCount
    #expect(report.totals.sentCount == accounted)
  }

  @Test func `a hole is found, and what follows it is in order again`() throws {
    let report = try listen(habits([(7, 0), (7, 2), (7, 3)]))
    #expect(report.violationsCount == 2)
    let violation = try #require(report.violations.first)
    #expect(violation.kind == .pushHole)
    #expect(violation.sender == 7)
    #expect(violation.expected == "sequence 1" && violation.found == "2")
    #expect(violation.generation > 0)
  }

  @Test func `a sequence that does not begin at zero is a hole`() throws {
    let report = try listen(habits([(7, 1)]))
    #expect(Set(report.violations.map(\.kind)) == [.pushHole])
  }

  @Test func `a duplicate is found`() throws {
    let report = try listen(habits([(7, 0), (7, 1), (7, 1), (7, 2)]))
    #expect(report.violationsCount == 2)
    #expect(Set(report.violations.map(\.kind)) == [.duplicatePush])
  }

  @Test(arguments: [(1, 0), (0, 1)] as [(UInt32, UInt32)])
  func `a push for another slot or generation is found and named`(
    slot: UInt32, generation: UInt32
  ) throws {
    var habits = habits([(7, 0)])
    habits.pushesName = (slot, generation)
    let report = try listen(habits)
    #expect(report.violationsCount == 2)
    let violation = try #require(report.violations.first)
    #expect(violation.kind == .foreignPush)
    let named = "session \(violation.slot + slot) generation \(violation.generation + generation)"
    #expect(violation.found.contains(named))
  }

  @Test func `a wrong byte in a push is found`() throws {
    var habits = habits([(7, 0)])
    habits.corruptsPushes = true
    #expect(Set(try listen(habits).violations.map(\.kind)) == [.corruptedPush])
  }

  @Test func `more senders than the plan has room for are told, and are no violation`() throws {
    let report = try withServer(habits((0..<3).map { ($0, 0) })) { port in
      try Load.run(
        quickPlan(port) {
          $0.depth = 0
          $0.sendersLimit = 2
        })
    }.result
    #expect(report.violationsCount == 0)
    #expect(report.totals.uncheckedPushesCount == 4)
  }

  @Test func `pushes asked for by command come and are checked`() throws {
    let (report, _) = try withServer { port in
      try Load.run(
        quickPlan(port) {
          $0.depth = 4
          $0.durationSeconds = 0.3
          $0.connections = 64
          // Each session is asked once or not at all: the small server counts from 0 each time.
          $0.commands = [CommandStream(.push, ratePerSecond: 10)]
        })
    }
    #expect(report.totals.pushesCount == report.totals.commandsCount)
    #expect(report.totals.sentCount == report.totals.answeredCount)
  }

  @Test func `pushes for others are asked for by ids that were given out`() throws {
    let (report, served) = try withServer { port in
      try Load.run(
        quickPlan(port) {
          $0.connections = 16
          $0.durationSeconds = 0.3
          $0.churnPerSecond = 100
          $0.commands = [CommandStream(.pushToSession, ratePerSecond: 200)]
          $0.commands[0].count = 3
          $0.commands[0].payloadBytes = 40
        })
    }
    let asked = served.commands.filter { $0.operation == .pushToSession }
    #expect(report.violationsCount == 0)
    #expect(UInt64(asked.count) <= report.totals.commandsCount)
    #expect(asked.count > 5)
    #expect(asked.allSatisfy { $0.count == 3 && $0.payloadBytes == 40 })
    // Generations begin at 1; slots are those of the load and the connections beside it.
    #expect(asked.allSatisfy { $0.argument & 0xFFFF_FFFF > 0 && $0.argument >> 32 < 32 })
    #expect(Set(asked.map(\.argument)).count > 3)
  }

  @Test func `clients that ask to be disconnected come again`() throws {
    let (report, served) = try withServer { port in
      try Load.run(
        quickPlan(port) {
          $0.depth = 2
          $0.durationSeconds = 0.3
          $0.commands = [CommandStream(.disconnect, ratePerSecond: 100)]
        })
    }
    #expect(report.violationsCount == 0)
    #expect(report.totals.endedByServerCount > 0)
    #expect(report.totals.unexpectedEndsCount == 0)
    #expect(report.totals.welcomesCount == UInt64(served.accepted))
  }
}
