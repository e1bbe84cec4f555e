import ModelChecker
import SessionGuards
import Testing

/// A sketch of a hazard guard: a reader announces what it is about to use and looks again; whoever
/// retires takes the thing away and looks for announcements.
///
/// Each stores one word and loads another: without a fence on both sides, both may miss the other.
@Suite struct HazardTests {
  final class Sketch: Sendable {
    let live = ModelWord(1)
    let announced = ModelWord(0)
    let thing = ModelCell(1)
  }

  static func program(readerFence: Bool, retirerFence: Bool) -> Program {
    Program { program in
      let sketch = Sketch()
      program.thread("reader") { () throws(Stop) in
        try sketch.announced.store(1, .relaxed, "announce")
        if readerFence { try sketch.announced.fence("reader.fence") }
        if try sketch.live.load(.acquiring, "look again") == 1 {
          if try sketch.thing.read("use") != 1 { try program.machine.fail("used after reclaim") }
        }
        try sketch.announced.store(0, .releasing, "withdraw")
      }
      program.thread("retirer") { () throws(Stop) in
        try sketch.live.store(0, .releasing, "retire")
        if retirerFence { try sketch.live.fence("retirer.fence") }
        if try sketch.announced.load(.acquiring, "scan") == 0 {
          try sketch.thing.write(0, "reclaim")
        }
      }
    }
  }

  @Test func `a hazard announced and scanned with fences is never reclaimed under its reader`() {
    let program = HazardTests.program(readerFence: true, retirerFence: true)
    for memory in MemoryModel.allCases {
      #expect(program.explore(.everyTrace, Setting(memory)).isProof)
    }
  }

  @Test(arguments: [(false, true), (true, false), (false, false)])
  func `a hazard published without a fence is caught, and only in release acquire memory`(
    _ fences: (reader: Bool, retirer: Bool)
  ) {
    let program = HazardTests.program(
      readerFence: fences.reader, retirerFence: fences.retirer)
    let violation = program.explore(.everyTrace, Setting(.releaseAcquire)).violation
    #expect(violation?.reason.hasPrefix("data race") == true)
    #expect(program.explore(.everyTrace, Setting(.sequential)).isProof)
  }
}
