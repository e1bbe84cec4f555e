import LoadGenerator
import Testing

/// What ends a run before its time stands in its report, beside what was measured until then.
struct LostServerTests {
  private func report(_ habits: Habits, _ change: (inout LoadPlan) -> Void = { _ in }) throws
    -> LoadReport
  {
    try withServer(habits) { port in
      try Load.run(
        quickPlan(port) {
          $0.greetingSeconds = 0.3
          $0.drainSeconds = 0.1
          change(&$0)
        })
    }.result
  }

  @Test func `a server that falls silent has stopped answering, and what it answered is reported`()
    throws
  {
    var habits = Habits()
    habits.freezesAfterMark = 0
    let report = try report(habits)
    #expect(report.failure?.contains("stopped answering: no welcome within 0.3 s") == true)
    #expect(report.totals.answeredCount > 0 && report.wallNanoseconds > 0)
    #expect(report.marks.map(\.number) == [0])
    #expect(report.totals.sentCount == report.totals.answeredCount + report.totals.unansweredCount)
  }

  @Test func `a mark without an answer is told by its number`() throws {
    var habits = Habits()
    habits.ignoredMark = 1
    let report = try report(habits)
    #expect(report.failure?.contains("stopped answering: mark 1 did not come back") == true)
    #expect(report.messagesCount > 0)
  }

  @Test func `a server that falls silent in the warm-up has a report too`() throws {
    var habits = Habits()
    habits.ignoredMark = 0
    let report = try report(habits) { $0.ratePerSecond = 1000 }
    #expect(report.failure?.contains("mark 0 did not come back") == true)
    #expect(report.totals.answeredCount > 0 && report.messagesCount == 0)
  }

  @Test func `a server that ends every session in the measurement leaves its counts`() throws {
    var habits = Habits()
    habits.endsAfter = 300
    let report = try report(habits) {
      $0.durationSeconds = 30
      $0.warmUpSeconds = 0
    }
    #expect(report.failure?.hasSuffix("ended every connection") == true)
    #expect(report.totals.answeredCount == 1200 && report.messagesCount <= 1200)
    // The measurement ended there, and not where it was to end.
    #expect(report.wallNanoseconds < 30_000_000_000)
  }
}
