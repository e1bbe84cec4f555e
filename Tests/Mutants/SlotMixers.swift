import ModelChecker
import SessionGuards

/// Wrong: every slot's sends are counted in the word of slot 0.
struct CountsInSlotZero<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  let right: Right<PackedGuard<W>>

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    let other = SessionID(slot: 0, generation: id.generation)
    guard let lease = try right.acquire(other, as: me) else { return nil }
    let tag = lease.tag
    _ = lease.end()
    return Lease(id, tag: tag)
  }

  func release(_ lease: consuming Lease<Stop>, as me: borrowing Participant) throws(Stop) {
    let tag = lease.tag
    let id = lease.end()
    try right.release(Lease(SessionID(slot: 0, generation: id.generation), tag: tag), as: me)
  }
}

/// Wrong: closes the session of the slot beside.
struct ClosesBeside<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  let right: Right<PackedGuard<W>>

  func close(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Bool {
    try right.close(SessionID(slot: id.slot ^ 1, generation: id.generation), as: me)
  }
}

/// Wrong: every slot opens in one word. A guard like that knows of one session only.
struct OneWordForEverySlot<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  let right: Right<PackedGuard<W>>

  private func first(_ id: SessionID) -> SessionID {
    SessionID(slot: 0, generation: id.generation)
  }

  func open(_ slot: Slot) throws(Stop) -> SessionID? {
    try right.open(0).map { SessionID(slot: slot, generation: $0.generation) }
  }
  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    guard let lease = try right.acquire(first(id), as: me) else { return nil }
    _ = lease.end()
    return Lease(id)
  }
  func release(_ lease: consuming Lease<Stop>, as me: borrowing Participant) throws(Stop) {
    try right.release(Lease(first(lease.end())), as: me)
  }
  func close(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Bool {
    try right.close(first(id), as: me)
  }
}
