import ModelChecker
import SessionGuards
import Testing

/// What the engine promises beside the memory model.
@Suite struct ProgramTests {
  /// Two threads add to a word without one step.
  static func lostUpdate() -> Program {
    Program { program in
      let pad = Pad()
      for name in ["A", "B"] {
        program.thread(name) { () throws(Stop) in
          let old = try pad.x.load(.relaxed, "look")
          try pad.x.store(old + 1, .relaxed, "set")
        }
      }
      program.atEnd { pad.x.final == 2 ? nil : "an update is lost" }
    }
  }

  static let searches: [Search] = [
    .everyTrace, .everySchedule(), .everySchedule(preemptions: 1),
    .randomWalk(seed: 1, executions: 1000), .priorities(depth: 2, seed: 1, executions: 1000),
  ]

  @Test(arguments: searches)
  func `every search finds a lost update, and its schedule replays to the same end`(
    _ search: Search
  ) throws {
    let program = ProgramTests.lostUpdate()
    let found = try #require(program.explore(search).violation)
    #expect(found.reason == "an update is lost")
    for _ in 0..<2 {
      let again = program.explore(.replay(found.schedule)).violation
      #expect(again?.description == found.description)
    }
    let elsewhere = ProgramTests.lostUpdate().explore(.replay(found.schedule)).violation
    #expect(elsewhere?.description == found.description)
  }

  @Test func `only a search that went through everything is a proof`() {
    let program = Program { program in
      let pad = Pad()
      program.thread("A") { () throws(Stop) in _ = try pad.x.add(1, .relaxed, "a") }
      program.thread("B") { () throws(Stop) in _ = try pad.x.add(1, .relaxed, "b") }
    }
    #expect(program.explore(.everyTrace).isProof)
    #expect(program.explore(.everySchedule()).isProof)
    #expect(!program.explore(.everySchedule(preemptions: 9)).isProof)
    #expect(!program.explore(.randomWalk(seed: 1, executions: 9)).isProof)
    #expect(!program.explore(.priorities(depth: 2, seed: 1, executions: 9)).isProof)
    var setting = Setting()
    setting.executionLimit = 1
    #expect(!program.explore(.everyTrace, setting).isProof)
  }

  @Test func `a lost update takes one preemption, which the simplest violation shows`() {
    let violation = ProgramTests.lostUpdate().simplestViolation(Setting(.sequential))
    #expect(violation?.preemptions == 1)
    #expect(
      violation?.description == """
             A     B
          1  look        reads word 0: 0 (relaxed)
          2        look  reads word 0: 0 (relaxed)
          3        set   sets word 0 to 1 (relaxed)
          4  set         sets word 0 to 1 (relaxed)
        an update is lost
        schedule AB2A, 1 preemption
        """)
  }

  @Test func `two plain accesses that nothing orders are a race in every order they can come`() {
    func races(_ order: MemoryOrder, _ memory: MemoryModel) -> (violations: Int, executions: Int) {
      let program = Program { program in
        let pad = Pad()
        program.thread("A") { () throws(Stop) in
          try pad.plain.write(1, "write")
          try pad.x.store(1, order, "publish")
        }
        program.thread("B") { () throws(Stop) in
          if try pad.x.load(.acquiring, "look") == 1 { _ = try pad.plain.read("read") }
        }
      }
      var setting = Setting(memory)
      setting.keepsGoing = true
      let report = program.explore(.everySchedule(), setting)
      return (report.violationCount, report.executions)
    }
    #expect(races(.releasing, .releaseAcquire).violations == 0)
    #expect(races(.relaxed, .releaseAcquire).violations == 1)
    #expect(races(.relaxed, .sequential).violations == 1, "orders count in either memory")
    #expect(races(.releasing, .sequential).violations == 0)
  }

  @Test func `a lock is taken by one thread at a time and hands on what its holder did`() {
    let program = Program { program in
      let lock = Locked()
      for name in ["A", "B", "C"] {
        program.thread(name) { () throws(Stop) in
          try lock.lock.lock("lock")
          try lock.count.write(lock.count.read("read") + 1, "write")
          try lock.lock.unlock("unlock")
        }
      }
      program.atEnd { lock.count.final == 3 ? nil : "lost" }
    }
    let report = program.explore(.everyTrace)
    #expect(report.isProof)
    #expect(report.executions == 6, "one execution for each order of three holders")
  }

  final class Locked: Sendable {
    let lock = ModelLock()
    let other = ModelLock()
    let count = ModelCell(0)
  }

  @Test func `two locks taken in two orders are found to block for ever`() {
    let program = Program { program in
      let locks = Locked()
      program.thread("A") { () throws(Stop) in
        try locks.lock.lock("A.first")
        try locks.other.lock("A.second")
        try locks.other.unlock("A.second back")
        try locks.lock.unlock("A.first back")
      }
      program.thread("B") { () throws(Stop) in
        try locks.other.lock("B.first")
        try locks.lock.lock("B.second")
        try locks.lock.unlock("B.second back")
        try locks.other.unlock("B.first back")
      }
    }
    #expect(
      program.explore(.everyTrace).violation?.reason
        == "blocked for ever: A at A.second, B at B.second")
  }

  @Test func `a wait that no thread ends blocks, and one that a thread ends does not`() {
    func report(_ value: UInt64) -> Report {
      let program = Program { program in
        let pad = Pad()
        program.thread("A") { () throws(Stop) in try pad.x.wait(while: 0, "wait") }
        program.thread("B") { () throws(Stop) in try pad.x.store(value, .relaxed, "set") }
      }
      return program.explore(.everyTrace)
    }
    #expect(report(1).isProof)
    #expect(report(0).violation?.reason == "blocked for ever: A at wait")
  }

  @Test func `a thread that never ends has lost its progress`() {
    let program = Program { program in
      let pad = Pad()
      program.thread("A") { () throws(Stop) in
        while try pad.x.add(1, .relaxed, "spin") < 1000 {}
      }
    }
    let violation = program.explore(.everyTrace).violation
    #expect(violation?.reason == "no end after 126 steps: progress is lost")
    // The trace says once what the thread does again and again.
    #expect(violation?.trace.lines.count == 126)
    #expect((violation?.description.split(separator: "\n").count ?? 0) < 12)
  }

  @Test func `clean-up that runs while a replay stops does not become its pending operation`() {
    let program = Program { program in
      let pad = Pad()
      program.thread("A") { () throws(Stop) in
        do throws(Stop) { _ = try pad.x.add(1, .relaxed, "first") } catch {
          try pad.y.store(1, .relaxed, "clean-up")
          throw error
        }
      }
      program.atEnd { pad.x.final == 1 && pad.y.final == 0 ? nil : "the clean-up ran" }
    }
    #expect(program.explore(.everyTrace).isProof)
  }

  @Test func `what a body notes in a tally is counted once however often it is replayed`() {
    let program = Program { program in
      let pad = Pad()
      program.thread("A") { () throws(Stop) in
        for _ in 0..<5 {
          _ = try pad.x.add(1, .relaxed, "add")
          try pad.a.add()
        }
      }
      program.atEnd { pad.a.total == 5 ? nil : "\(pad.a.total)" }
    }
    #expect(program.explore(.everySchedule()).isProof)
  }

  @Test func `what is done while a program is set up happens before all of its threads`() {
    let program = Program { (program) throws(Stop) in
      let pad = Pad()
      try pad.plain.write(7, "before")
      try pad.x.store(3, .relaxed, "before")
      program.thread("A") { () throws(Stop) in
        if try pad.plain.read("read") != 7 { try program.machine.fail("plain memory is lost") }
        if try pad.x.load(.relaxed, "load") != 3 { try program.machine.fail("a word is lost") }
      }
    }
    #expect(program.explore(.everyTrace).isProof)
  }

  @Test func `programs on many threads at once do not know each other`() async {
    let reports = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask { ProgramTests.lostUpdate().explore(.everyTrace).violation != nil }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(reports == 8)
  }

  @Test func `what breaks before the threads start is a violation, and not the end of the process`()
    throws
  {
    let broken = Program { (program) throws(Stop) in try program.machine.fail("wrong") }
    let blocked = Program { (_) throws(Stop) in try ModelWord(0).wait(while: 0, "start.wait") }
    for (program, reason) in [(broken, "wrong"), (blocked, "blocked for ever at start.wait")] {
      let violation = try #require(program.explore(.everyTrace).violation)
      #expect(violation.reason == "\(reason) (before the threads start)")
      #expect(violation.schedule.steps.isEmpty)
      #expect(program.replay(violation.schedule).violation?.reason == violation.reason)
      #expect(program.simplestViolation() != nil)
    }
  }
}
