import LoadGenerator
import Testing

struct ChurnTests {
  @Test(arguments: [0.0, 0.5, 1.0])
  func `connections end and begin anew, in order or by a reset`(resetShare: Double) throws {
    let (report, served) = try withServer { port in
      try Load.run(
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
    let (report, _) = try withServer(habits) { port in
      try Load.run(quickPlan(port) { $0.durationSeconds = 30 })
    }
    #expect(report.failure?.hasSuffix("ended every connection") == true)
    #expect(report.totals.unexpectedEndsCount == 4)
    #expect(report.totals.answeredCount >= 80 && report.violationsCount == 0)
  }

  /// The server cuts them off, or churn ends them, or both; then they begin anew.
  @Test(arguments: [(nil, 50, 0.0), (500.0, 50, 0.0), (nil, nil, 200.0), (500.0, 50, 200.0)])
  func `clients that stop reading may end and begin anew`(
    rate: Double?, endsAfter: Int?, churn: Double
  ) throws {
    var habits = Habits()
    habits.endsAfter = endsAfter
    let (report, served) = try withServer(habits) { port in
      try Load.run(
        quickPlan(port) {
          $0.depth = 2
          $0.ratePerSecond = rate
          $0.stopReadingShare = 0.5
          $0.serverMayClose = true
          $0.churnPerSecond = churn
          $0.durationSeconds = 0.3
        })
    }
    #expect(report.violationsCount == 0 && report.failure == nil)
    #expect(served.accepted > 7)
    if endsAfter != nil { #expect(report.totals.slowReadersEndedCount > 0) }
  }

  @Test func `clients that stop reading fill their connection and do no harm`() throws {
    let (report, served) = try withServer { port in
      try Load.run(
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
      try Load.run(
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
