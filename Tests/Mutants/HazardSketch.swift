public import ModelChecker
import SessionGuards

/// A sketch of a hazard guard: a reader announces what it is about to use and looks again; whoever
/// retires takes the thing away and looks for announcements.
///
/// Each stores one word and loads another: without a fence on both sides, both may miss the other.
public enum HazardSketch {
  private final class Floor: Sendable {
    let live = ModelWord(1)
    let announced = ModelWord(0)
    let thing = ModelCell(1)
  }

  public static func program(readerFence: Bool, retirerFence: Bool) -> Program {
    Program { program in
      let floor = Floor()
      program.thread("reader") { () throws(Stop) in
        try floor.announced.store(1, .relaxed, "announce")
        if readerFence { try floor.announced.fence("reader.fence") }
        if try floor.live.load(.acquiring, "look again") == 1 {
          if try floor.thing.read("use") != 1 { try program.machine.fail("used after reclaim") }
        }
        try floor.announced.store(0, .releasing, "withdraw")
      }
      program.thread("retirer") { () throws(Stop) in
        try floor.live.store(0, .releasing, "retire")
        if retirerFence { try floor.live.fence("retirer.fence") }
        if try floor.announced.load(.acquiring, "scan") == 0 {
          try floor.thing.write(0, "reclaim")
        }
      }
    }
  }
}
