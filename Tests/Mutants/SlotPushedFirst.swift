public import ModelChecker
import SessionGuards

/// A server's mistake rather than a guard's: the slot goes on the free list, and only then the
/// teardown reads whose session it was.
public enum SlotPushedFirst {
  public static func program(pushesFirst: Bool) -> Program {
    Program { (program) throws(Stop) in
      let floor = Floor()
      let slots = Slots(floor, program.machine, pushesFirst: pushesFirst)
      let id = try slots.sessions.open(0)!
      program.thread("closer") { () throws(Stop) in
        _ = try slots.sessions.close(id, as: Participant(index: 0))
      }
      program.thread("opener") { () throws(Stop) in
        try floor.isFree.wait(while: 0, "slot.wait")
        // Acquire: pairs with the releasing store of the push.
        _ = try floor.isFree.load(.acquiring, "slot.pop")
        try floor.owner.write(2, "open.owner")
      }
    }
  }

  private final class Slots: Sendable {
    let sessions: FlagCountGuard<ModelWord>

    init(_ floor: Floor, _ machine: Machine, pushesFirst: Bool) {
      sessions = FlagCountGuard(slotCount: 1, participantCount: 2) { (id) throws(Stop) in
        // Release, both: pair with the acquiring load of the opener.
        if pushesFirst { try floor.isFree.store(1, .releasing, "slot.push") }
        let owner = try floor.owner.read("teardown.owner")
        if owner != UInt64(id.generation) { try machine.fail("tore down another's session") }
        if !pushesFirst { try floor.isFree.store(1, .releasing, "slot.push") }
      }
    }
  }

  /// What a server keeps of a slot.
  private final class Floor: Sendable {
    let isFree = ModelWord(0)
    /// Whose session it is, by its generation.
    let owner = ModelCell(1)
  }
}
