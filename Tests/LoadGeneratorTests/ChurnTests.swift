import LoadGenerator
import Testing

struct ChurnTests {
  @Test(arguments: [0.0, 0.5, 1.0])
  func `connections end and begin anew, in order or by a reset`(resetShare: Double) throws {
    let (report, served) = try withServer { port in
      try LoadGenerator.run(
        quickPlan(port) {
          $0.connections = 8
          $0.depth = 4
          $0.durationSeconds = 0.4
          $0.churnPerSecond = 300
          $0.resetShare = resetShare
        })
    }
    let totals = report.totals
    #expect(report.violationsCount == 0)
    #expect(totals.welcomesCount > 12)
    #expect((totals.resetByClientCount > 0) == (resetShare > 0))
    #expect((totals.finishedByClientCount > 0) == (resetShare < 1))
    #expect(totals.unexpectedEndsCount == 0)
    #expect(totals.connectsCount == UInt64(served.accepted))
    #expect(totals.sentCount == totals.answeredCount + totals.abandonedCount)
    #expect(served.openAtEnd == 0)
  }

  @Test func `a server that ends connections unasked is reported, and the rest goes on`() throws {
    var habits = Habits()
    habits.endsAfter = 20
    let error = #expect(throws: LoadError.self) {
      _ = try withServer(habits) { port in
        try LoadGenerator.run(quickPlan(port) { $0.durationSeconds = 30 })
      }
    }
    guard case .serverLost(let reason) = error else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
    #expect(reason.hasSuffix("ended every connection"))
  }

  @Test func `clients that stop reading fill their connection and do no harm`() throws {
    let (report, served) = try withServer { port in
      try LoadGenerator.run(
        quickPlan(port) {
          $0.connections = 4
          $0.depth = 2
          $0.stopReadingShare = 0.25
          $0.durationSeconds = 0.3
        })
    }
    #expect(report.violationsCount == 0)
    // The silent one has sent more than it could ever have in flight.
    #expect(report.totals.abandonedCount > 2)
    #expect(report.messagesCount > 0)
    #expect(report.totals.unansweredCount == 0)
    #expect(served.accepted == 7)
  }

  @Test func `a ramp begins connections one after the other`() throws {
    let (report, _) = try withServer { port in
      try LoadGenerator.run(
        quickPlan(port) {
          $0.connections = 10
          $0.threads = 2
          $0.rampPerSecond = 100
        })
    }
    #expect(report.connectedCount == 10)
    #expect(report.violationsCount == 0)
  }
}
