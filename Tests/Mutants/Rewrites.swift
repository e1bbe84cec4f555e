import ModelChecker
import SessionGuards

/// Wrong: looks at the flag, and then counts itself in without looking again.
struct FlagLookedAtFirst<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  typealias FlagCount = FlagCountGuard<W>
  let right: Right<FlagCount>

  func acquire(_ id: SessionID, as _: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    // Acquire, all three: as strong as an order can be, and no help.
    let word = try right.sessions.entries[id.slot].state.load(.acquiring, "acquire.look")
    if word & FlagCount.released != 0 { return nil }
    _ = try right.sessions.entries[id.slot].state.add(1, .acquiring, "acquire.count")
    let generation = try right.sessions.entries[id.slot].generation.load(.acquiring, "acquire.id")
    if generation == UInt64(id.generation) { return Lease(id) }
    try right.sessions.release(Lease(id), as: Participant(index: 0))
    return nil
  }
}

/// Wrong: looks at the generation, and then counts itself in without looking again.
struct GenerationCheckedFirst<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  typealias FlagCount = FlagCountGuard<W>
  let right: Right<FlagCount>

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    // Acquire, both: as strong as an order can be, and no help.
    let generation = try right.sessions.entries[id.slot].generation.load(.acquiring, "acquire.id")
    if generation != UInt64(id.generation) { return nil }
    let old = try right.sessions.entries[id.slot].state.add(1, .acquiring, "acquire.count")
    if old & FlagCount.released == 0 { return Lease(id) }
    try right.sessions.release(Lease(id), as: me)
    return nil
  }
}

/// Wrong: asks whether the slot is in use, and not by which session.
struct GenerationNeverChecked<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  typealias FlagCount = FlagCountGuard<W>
  let right: Right<FlagCount>

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    // Acquire: as in the right one.
    let old = try right.sessions.entries[id.slot].state.add(1, .acquiring, "acquire.count")
    if old & FlagCount.released == 0 { return Lease(id) }
    try right.sessions.release(Lease(id), as: me)
    return nil
  }
}

/// Wrong: gives the reactor's unit back with an addition, which a second closer repeats.
struct TwoClosersDropTheUnit<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  typealias FlagCount = FlagCountGuard<W>
  let right: Right<FlagCount>

  func close(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Bool {
    guard let lease = try right.sessions.acquire(id, as: me) else { return false }
    // Relaxed, both: as in the right one.
    let word = try right.sessions.entries[id.slot].state.load(.relaxed, "close.look")
    let isWinner = word & FlagCount.returned == 0
    if isWinner {
      _ = try right.sessions.entries[id.slot].state.add(
        FlagCount.returned &- 1, .relaxed, "close.flag")
    }
    try right.sessions.release(lease, as: me)
    return isWinner
  }
}

/// Wrong: opens the slot, and then writes whose it is.
struct FlagClearedFirst<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  typealias FlagCount = FlagCountGuard<W>
  let right: Right<FlagCount>

  func open(_ slot: Slot) throws(Stop) -> SessionID? {
    // Relaxed: as in the right one.
    let last = try right.sessions.entries[slot].generation.load(.relaxed, "open.generation")
    guard last < UInt64(right.sessions.lastGeneration) else { return nil }
    // Release, both: as strong as an order can be, and no help.
    _ = try right.sessions.entries[slot].state.add(
      1 &- FlagCount.released &- FlagCount.returned, .releasing, "open.publish")
    try right.sessions.entries[slot].generation.store(last + 1, .releasing, "open.next")
    return SessionID(slot: slot, generation: UInt32(truncatingIfNeeded: last) + 1)
  }
}

/// Wrong: looks at generation and flags, and then counts itself in without looking again.
struct LookedAtFirst<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  typealias Packed = PackedGuard<W>
  let right: Right<Packed>

  func acquire(_ id: SessionID, as _: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    // Acquire, both: as strong as an order can be, and no help.
    let word = try right.sessions.words[id.slot].load(.acquiring, "acquire.look")
    if word & (Packed.unit - 1) != UInt64(id.generation) { return nil }
    _ = try right.sessions.words[id.slot].add(Packed.unit, .acquiring, "acquire.count")
    return Lease(id)
  }
}

/// Wrong: undoes what it added to a dead word, which the next opening throws away.
struct UndoesTheDead<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  typealias Packed = PackedGuard<W>
  let right: Right<Packed>

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    // Acquire: as in the right one.
    let old = try right.sessions.words[id.slot].add(Packed.unit, .acquiring, "acquire.count")
    if old & (Packed.unit - 1) == UInt64(id.generation) { return Lease(id) }
    try right.sessions.release(Lease(id), as: me)
    return nil
  }
}

/// Wrong: keeps one bit of the generation, so that a session two lives on has the old one's id.
struct GenerationTooNarrow<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  typealias Packed = PackedGuard<W>
  let right: Right<Packed>

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    // Acquire: as in the right one.
    let old = try right.sessions.words[id.slot].add(Packed.unit, .acquiring, "acquire.count")
    let state = old & (Packed.unit - 1)
    let kept = Packed.closing | Packed.dead | 1
    if (state ^ UInt64(id.generation)) & kept == 0 { return Lease(id) }
    if state & Packed.dead == 0 { try right.sessions.release(Lease(id), as: me) }
    return nil
  }
}

/// Wrong: the lock is held for the look, and not for the lease.
struct LockGivenBackEarly<L: Lock & ~Copyable, W: Word & ~Copyable>: Rewritten
where W.Fault == Stop, L.Fault == Stop {
  let right: Right<LockGuard<L, W>>

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    guard let lease = try right.acquire(id, as: me) else { return nil }
    try right.release(lease, as: me)
    return Lease(id)
  }
  func release(_ lease: consuming Lease<Stop>, as _: borrowing Participant) throws(Stop) {
    _ = lease.end()
  }
}

/// Wrong: asks again and again for what it does not get.
struct NeverGivesUp<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  typealias Packed = PackedGuard<W>
  let right: Right<Packed>

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    while true {
      if let lease = try right.acquire(id, as: me) { return lease }
    }
  }
}

/// Wrong: gives the lock back twice where a slot is retired.
struct UnlocksTwice<L: Lock & ~Copyable, W: Word & ~Copyable>: Rewritten
where W.Fault == Stop, L.Fault == Stop {
  let right: Right<LockGuard<L, W>>

  func open(_ slot: Slot) throws(Stop) -> SessionID? {
    let id = try right.open(slot)
    if id == nil { try right.sessions.entries[slot].lock.unlock("open.unlockAgain") }
    return id
  }
}

/// Wrong: counts the session as lent when its memory is asked for.
struct CountsInPrefetch<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  typealias Packed = PackedGuard<W>
  let right: Right<Packed>

  func prefetch(_ id: SessionID, for _: UpcomingUse) {
    // Relaxed: as strong as it needs to be to do harm. A thread that is stopped here stops again
    // at its next access.
    _ = try? right.sessions.words[id.slot].add(Packed.unit, .relaxed, "prefetch.count")
  }
}
