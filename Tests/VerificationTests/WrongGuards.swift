import ModelChecker
import SessionGuards

/// Wrong: looks at the flag, and then counts itself in without looking again.
struct FlagLookedAtFirst: FlagCountMutant {
  let right: Right<FlagCountGuard<ModelWord>>

  func acquire(_ id: SessionID, as _: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    // Acquire, all three: as strong as an order can be, and no help.
    let word = try right.sessions.entries[id.slot].state.load(.acquiring, "acquire.look")
    if word & Self.released != 0 { return nil }
    _ = try right.sessions.entries[id.slot].state.add(1, .acquiring, "acquire.count")
    let generation = try right.sessions.entries[id.slot].generation.load(.acquiring, "acquire.id")
    if generation == UInt64(id.generation) { return Lease(id) }
    try right.sessions.release(Lease(id), as: Participant(index: 0))
    return nil
  }
}

/// Wrong: looks at the generation, and then counts itself in without looking again.
struct GenerationCheckedFirst: FlagCountMutant {
  let right: Right<FlagCountGuard<ModelWord>>

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    // Acquire, both: as strong as an order can be, and no help.
    let generation = try right.sessions.entries[id.slot].generation.load(.acquiring, "acquire.id")
    if generation != UInt64(id.generation) { return nil }
    let old = try right.sessions.entries[id.slot].state.add(1, .acquiring, "acquire.count")
    if old & Self.released == 0 { return Lease(id) }
    try right.sessions.release(Lease(id), as: me)
    return nil
  }
}

/// Wrong: asks whether the slot is in use, and not by whom.
struct GenerationNeverChecked: FlagCountMutant {
  let right: Right<FlagCountGuard<ModelWord>>

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    // Acquire: as in the right one.
    let old = try right.sessions.entries[id.slot].state.add(1, .acquiring, "acquire.count")
    if old & Self.released == 0 { return Lease(id) }
    try right.sessions.release(Lease(id), as: me)
    return nil
  }
}

/// Wrong: gives the reactor's unit back with an addition, which a second closer repeats.
struct TwoClosersDropTheUnit: FlagCountMutant {
  let right: Right<FlagCountGuard<ModelWord>>

  func close(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Bool {
    guard let lease = try right.sessions.acquire(id, as: me) else { return false }
    // Relaxed, both: as in the right one.
    let word = try right.sessions.entries[id.slot].state.load(.relaxed, "close.look")
    let isWinner = word & Self.returned == 0
    if isWinner {
      _ = try right.sessions.entries[id.slot].state.add(
        Self.returned &- 1, .relaxed, "close.flag")
    }
    try right.sessions.release(lease, as: me)
    return isWinner
  }
}

/// Wrong: opens the slot, and then writes whose it is.
struct FlagClearedFirst: FlagCountMutant {
  let right: Right<FlagCountGuard<ModelWord>>

  func open(_ slot: Slot) throws(Stop) -> SessionID? {
    // Relaxed: as in the right one.
    let last = try right.sessions.entries[slot].generation.load(.relaxed, "open.generation")
    // Release, both: as strong as an order can be, and no help.
    _ = try right.sessions.entries[slot].state.add(
      1 &- Self.released &- Self.returned, .releasing, "open.publish")
    try right.sessions.entries[slot].generation.store(last + 1, .releasing, "open.next")
    return SessionID(slot: slot, generation: UInt32(truncatingIfNeeded: last) + 1)
  }
}

/// Wrong: looks at generation and flags, and then counts itself in without looking again.
struct LookedAtFirst: PackedMutant {
  let right: Right<PackedGuard<ModelWord>>

  func acquire(_ id: SessionID, as _: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    // Acquire, both: as strong as an order can be, and no help.
    let word = try right.sessions.words[id.slot].load(.acquiring, "acquire.look")
    if word & (Self.unit - 1) != UInt64(id.generation) { return nil }
    _ = try right.sessions.words[id.slot].add(Self.unit, .acquiring, "acquire.count")
    return Lease(id)
  }
}

/// Wrong: undoes what it added to a dead word, which the next opening throws away.
struct UndoesTheDead: PackedMutant {
  let right: Right<PackedGuard<ModelWord>>

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    // Acquire: as in the right one.
    let old = try right.sessions.words[id.slot].add(Self.unit, .acquiring, "acquire.count")
    if old & (Self.unit - 1) == UInt64(id.generation) { return Lease(id) }
    try right.sessions.release(Lease(id), as: me)
    return nil
  }
}

/// Wrong: keeps one bit of the generation, so that a session two lives on has the old one's id.
struct GenerationTooNarrow: PackedMutant {
  let right: Right<PackedGuard<ModelWord>>

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    // Acquire: as in the right one.
    let old = try right.sessions.words[id.slot].add(Self.unit, .acquiring, "acquire.count")
    let state = old & (Self.unit - 1)
    if (state ^ UInt64(id.generation)) & (Self.closing | Self.dead | 1) == 0 { return Lease(id) }
    if state & Self.dead == 0 { try right.sessions.release(Lease(id), as: me) }
    return nil
  }
}

/// Wrong: the lock is held for the look, and not for the lease.
struct LockGivenBackEarly: SessionGuard {
  typealias Fault = Stop
  static var strategy: Strategy { .mutex }
  let right: Right<LockGuard<ModelLock, ModelWord>>

  init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Stop>
  ) {
    right = Right(
      LockGuard(
        slotCount: slotCount, participantCount: participantCount,
        lastGeneration: lastGeneration, reclaim: reclaim))
  }

  func open(_ slot: Slot) throws(Stop) -> SessionID? { try right.sessions.open(slot) }
  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    guard let lease = try right.sessions.acquire(id, as: me) else { return nil }
    try right.sessions.release(lease, as: me)
    return Lease(id)
  }
  func release(_ lease: consuming Lease<Stop>, as _: borrowing Participant) throws(Stop) {
    _ = lease.end()
  }
  func close(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Bool {
    try right.sessions.close(id, as: me)
  }
}
