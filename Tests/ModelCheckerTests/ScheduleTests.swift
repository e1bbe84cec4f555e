import ModelChecker
import SessionGuards
import Testing

@Suite struct ScheduleTests {
  @Test(arguments: ["", "A", "A3BA'1", "H126", "A'12B'1A2", "ABAB"])
  func `a schedule is written and read back`(_ text: String) throws {
    #expect(try #require(Schedule(text)).description == text)
  }

  @Test func `a schedule's text has each step's thread and how old a message it read`() throws {
    typealias Step = Schedule.Step
    let schedule = try #require(Schedule("A2B'1C"))
    #expect(
      schedule.steps == [
        Step(thread: 0), Step(thread: 0), Step(thread: 1, behind: 1), Step(thread: 2),
      ])
  }

  @Test(arguments: ["I", "a", "1A", "A0", "A1", "A'", "A'0", "A-1", "A 2", "A999", "A²", "A'x"])
  func `what is no schedule is refused`(_ text: String) { #expect(Schedule(text) == nil) }

  @Test func `a schedule that does not fit the program goes on with the first thread that can`() {
    let report = ProgramTests.lostUpdate().explore(.replay(Schedule("H3B'9")!))
    #expect(report.executions == 1)
  }

  @Test func `a record tells one word from another`() {
    func record(isY: Bool) -> UInt64? {
      let program = Program { program in
        let pad = Pad()
        program.thread("A") { () throws(Stop) in
          if isY {
            try pad.y.store(1, .relaxed, "store")
          } else {
            try pad.x.store(1, .relaxed, "store")
          }
        }
      }
      var digest: UInt64?
      _ = program.explore(.everyTrace, Setting(), observe: { digest = $0.recordDigest })
      return digest
    }
    #expect(record(isY: false) == record(isY: false))
    #expect(record(isY: false) != record(isY: true))
  }
}
