import SessionGuards
import WordSeam

/// The parts that actors play on one slot of a guard under test.
struct Play<Guard: SessionGuard & ~Copyable>: Sendable where Guard.Fault == Never {
  /// A guard is not copyable, and every actor needs it.
  final class Stage: Sendable {
    let lifetimes: Lifetimes
    let sessions: Guard

    init(slotCount: Int = 1, lastGeneration: UInt32 = .max) {
      let lifetimes = Lifetimes()
      self.lifetimes = lifetimes
      sessions = Guard(
        slotCount: slotCount, participantCount: 4, lastGeneration: lastGeneration
      ) { (id) throws(Never) in lifetimes.reclaim(id) }
    }
  }

  let stage = Stage()
  var lifetimes: Lifetimes { stage.lifetimes }

  func open() -> SessionID {
    guard let id = stage.sessions.open(0) else { preconditionFailure("the slot is used up") }
    lifetimes.open(id)
    return id
  }

  /// Sends once to the session: acquires, uses it with a pause in the middle, releases.
  func send(to id: SessionID, as index: UInt32) {
    let me = Participant(index: index)
    guard let lease = stage.sessions.acquire(id, as: me) else { return }
    lifetimes.enter(lease.id)
    Correct.reach("use")
    lifetimes.leave(lease.id)
    stage.sessions.release(lease, as: me)
  }

  func close(_ id: SessionID, as index: UInt32) {
    let isEarly = Guard.strategy.closeRule == .early
    if stage.sessions.close(id, as: Participant(index: index)) {
      lifetimes.close(id, isEarly: isEarly)
    }
  }

  /// Closes the session, waits for its end, and opens the next one in its slot.
  func closeAndReopen(_ id: SessionID, as index: UInt32) {
    close(id, as: index)
    Correct.wait("teardown") { lifetimes.isReclaimed(id) }
    _ = open()
  }
}
