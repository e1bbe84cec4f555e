import ModelChecker
import SessionGuards
import Testing

/// A load that repeats itself waits; what is no loop without end is explored.
@Suite struct SpinTests {
  private final class Pad: Sendable {
    let x = ModelWord(0)
    let y = ModelWord(0)
  }

  private func report(
    _ memory: MemoryModel = .releaseAcquire,
    _ spinner: @escaping @Sendable (borrowing ModelWord) throws(Stop) -> Void
  ) -> [Report] {
    let searches: [Search] = [.everyTrace, .everySchedule()]
    return searches.map { search in
      let program = Program { program in
        let pad = Pad()
        program.thread("spinner") { () throws(Stop) in
          try spinner(pad.x)
          _ = try pad.y.add(1, .relaxed, "after")
        }
        program.thread("setter") { () throws(Stop) in
          try pad.x.store(1, .relaxed, "first")
          try pad.x.store(2, .relaxed, "second")
        }
        program.atEnd { pad.y.final == 1 ? nil : "the spinner has not come through" }
      }
      return program.explore(search, Setting(memory))
    }
  }

  @Test(arguments: MemoryModel.allCases)
  func `a loop of loads is a wait, by either search`(_ memory: MemoryModel) {
    for report in report(
      memory,
      { (word) throws(Stop) in
        while try word.load(.relaxed, "spin") == 0 {}
      })
    {
      #expect(report.isProof, "\(report.violation.map { "\($0)" } ?? "")")
    }
  }

  @Test(arguments: MemoryModel.allCases)
  func `so is a loop of exchanges that fail, strong or weak`(_ memory: MemoryModel) {
    for report in report(
      memory,
      { (word) throws(Stop) in
        while try word.compareExchange(2, 3, .relaxed, "spin") != 2 {}
      })
    {
      #expect(report.isProof, "\(report.violation.map { "\($0)" } ?? "")")
    }
    for report in report(
      memory,
      { (word) throws(Stop) in
        while try !word.weakCompareExchange(2, 3, .relaxed, "spin").exchanged {}
      })
    {
      #expect(report.isProof, "\(report.violation.map { "\($0)" } ?? "")")
    }
  }

  @Test func `a loop that waits for what never comes is blocked for ever`() {
    for report in report(
      .releaseAcquire,
      { (word) throws(Stop) in
        while try word.load(.relaxed, "spin") != 9 {}
      })
    {
      #expect(report.violation?.reason == "blocked for ever: spinner at spin")
    }
  }

  /// Two words, read in turn until one changes: a wait that the model does not see as one.
  @Test(arguments: MemoryModel.allCases)
  func `a loop that reads several words in turn is not judged, and told how to wait`(
    _ memory: MemoryModel
  ) {
    for setters in [["first"], []] as [[StaticString]] {
      let program = Program { program in
        let pad = Pad()
        program.thread("spinner") { () throws(Stop) in
          while try pad.x.load(.relaxed, "spin.x") == 0 {
            if try pad.y.load(.acquiring, "spin.y") == 9 { return }
          }
        }
        for site in setters {
          program.thread("setter") { () throws(Stop) in try pad.x.store(1, .relaxed, site) }
        }
      }
      let violation = program.explore(.everyTrace, Setting(memory)).violation
      #expect(violation?.kind == .unsupported)
      #expect(violation?.reason.contains("Word.wait(while:)") == true)
      #expect(violation?.reason.contains("spinner reads several words in turn") == true)
    }
  }

  @Test(arguments: MemoryModel.allCases)
  func `a loop that reads and writes without end loses its progress`(_ memory: MemoryModel) {
    let program = Program { program in
      let pad = Pad()
      program.thread("writer") { () throws(Stop) in
        while try pad.x.load(.relaxed, "look") == 0 {
          _ = try pad.y.exchange(1, .relaxed, "knock")
        }
      }
    }
    let violation = program.explore(.everyTrace, Setting(memory)).violation
    #expect(violation?.kind == .broken)
    #expect(violation?.reason.hasSuffix("progress is lost") == true)
  }

  @Test func `a loop that gives up is explored beyond its end`() {
    let program = Program { program in
      let pad = Pad()
      program.thread("impatient") { () throws(Stop) in
        for _ in 0..<4 {
          if try pad.x.load(.relaxed, "spin") != 0 { return }
        }
        try program.machine.fail("it gave up")
      }
      program.thread("setter") { () throws(Stop) in try pad.x.store(1, .relaxed, "set") }
    }
    for memory in MemoryModel.allCases {
      #expect(program.explore(.everyTrace, Setting(memory)).violation?.reason == "it gave up")
    }
  }

  @Test func `a loop that gives up late is no wait, and nothing is proved of it`() {
    let program = Program { program in
      let pad = Pad()
      program.thread("impatient") { () throws(Stop) in
        for _ in 0..<4096 {
          if try pad.x.load(.relaxed, "spin") != 0 { return }
        }
        try program.machine.fail("it gave up")
      }
      program.thread("setter") { () throws(Stop) in try pad.x.store(1, .relaxed, "set") }
    }
    #expect(!program.explore(.everyTrace).isProof)
  }

  /// Two threads that spin and write in the total order, on two words.
  @Test(arguments: MemoryModel.allCases)
  func `spins in the total order lose no execution of brute force`(_ memory: MemoryModel) {
    func outcomes(_ search: Search) -> Set<UInt64> {
      var digests: Set<UInt64> = []
      let program = Program { program in
        let pad = Pad()
        program.thread("A") { () throws(Stop) in
          try pad.x.store(1, .sequentiallyConsistent, "A.x")
          while try pad.y.load(.sequentiallyConsistent, "A.spin") == 0 {}
          try pad.x.store(2, .sequentiallyConsistent, "A.again")
        }
        program.thread("B") { () throws(Stop) in
          try pad.y.store(1, .sequentiallyConsistent, "B.y")
          while try pad.x.load(.sequentiallyConsistent, "B.spin") == 0 {}
          _ = try pad.y.add(1, .sequentiallyConsistent, "B.again")
        }
      }
      _ = program.explore(search, Setting(memory)) { digests.insert($0.digest) }
      return digests
    }
    let all = outcomes(.everySchedule())
    #expect(all.count > 1)
    #expect(outcomes(.everyTrace) == all)
  }

  @Test func `a schedule that does not fit says so`() throws {
    let program = Program { program in
      let pad = Pad()
      program.thread("A") { () throws(Stop) in try pad.x.store(1, .relaxed, "a") }
      program.thread("B") { () throws(Stop) in _ = try pad.x.load(.relaxed, "b") }
    }
    func mismatch(_ text: String) throws -> String? {
      program.replay(try #require(Schedule(text))).mismatch
    }
    #expect(try mismatch("AB") == nil)
    #expect(try mismatch("AB'1") == nil)
    #expect(try mismatch("A") == "it ends after 1 steps, before the execution does")
    #expect(try mismatch("A2B") == "step 2: A cannot go on there")
    #expect(try mismatch("AB'2") == "step 2: B cannot read so old a message there")
    #expect(try mismatch("ABC") == "the execution ends after 2 of its 3 steps")
  }

  @Test func `a program that is too large is told of, and ends nothing`() {
    let program = Program { program in
      let words = (0..<30).map { _ in Box() }
      program.thread("A") { () throws(Stop) in
        for box in words { _ = try box.word.load(.relaxed, "look") }
      }
    }
    let violation = program.explore(.everyTrace).violation
    #expect(violation?.kind == .unsupported)
    #expect(violation?.reason.hasPrefix("the program needs more than 24 words") == true)
  }

  private final class Box: Sendable {
    let word = ModelWord(0)
  }

  @Test func `a thread with more accesses than are kept is told of`() {
    let program = Program { program in
      let cell = Cell()
      program.thread("A") { () throws(Stop) in
        for number in 0..<1000 { try cell.cell.write(UInt64(number), "fill") }
      }
    }
    let violation = program.explore(.everyTrace).violation
    #expect(violation?.kind == .unsupported)
  }

  private final class Cell: Sendable {
    let cell = ModelCell(0)
  }
}
