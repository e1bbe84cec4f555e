import ModelChecker
import SessionGuards

/// Visits the mutants of `packed-peek`: what the look does not replace, and looks that are wrong.
///
/// The look does replace the addition's check of CLOSING: a caller after the close sees the flag,
/// and one beside it may be granted, since it is counted. So that is no mutant here.
func visitPackedPeek<V: MutantVisitor, W: Word & ~Copyable>(_ visitor: inout V, _: W.Type)
where W.Fault == Stop {
  typealias Packed = PackedGuard<W>
  let right = PeekGuard<Packed>.self
  visitor.visit("undo forgotten", right, [("acquire.undo", .skip(answer: Packed.unit * 2))])
  visitor.visit(
    "undo forgets the zero test", right, [("acquire.undo", .answer(Packed.unit * 2))])
  visitor.visit("dead checked by the look alone", right, [("acquire.count", .hide(Packed.dead))])
  visitor.visit("look not followed by another", LendsWhatItSaw<W>.self, [])
  visitor.visit("look compares the count", LooksForNoLease<W>.self, [])
  visitor.visit("refusal by the look undone", UndoesTheLook<W>.self, [])
  visitor.visit("look refuses all", right, [("acquire.peek", .answer(Packed.dead))])
  visitor.visit("close refused by the look", right, [("close.peek", .answer(Packed.dead))])
  visitor.visit("winner found by the look", WinsByTheLook<W>.self, [])
}

/// Wrong: looks, and then counts itself in whatever the addition finds.
private struct LendsWhatItSaw<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  typealias Packed = PackedGuard<W>
  let right: Right<PeekGuard<Packed>>

  func acquire(_ id: SessionID, as _: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    if try !right.sessions.inner.mayLend(id, "acquire.peek") { return nil }
    // Acquire: as in the right one.
    _ = try right.sessions.inner.words[id.slot].add(Packed.unit, .acquiring, "acquire.count")
    return Lease(id)
  }
}

/// Wrong: takes a session for ended while another thread has a lease of it.
private struct LooksForNoLease<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  typealias Packed = PackedGuard<W>
  let right: Right<PeekGuard<Packed>>

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    // Relaxed: as in the right one.
    let word = try right.sessions.inner.words[id.slot].load(.relaxed, "acquire.peek")
    if word != Packed.unit | UInt64(id.generation) { return nil }
    return try right.sessions.inner.acquire(id, as: me)
  }
}

/// Wrong: a caller that the look refuses gives back a unit that it never took.
private struct UndoesTheLook<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  let right: Right<PeekGuard<PackedGuard<W>>>

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    if try !right.sessions.inner.mayLend(id, "acquire.peek") {
      try right.release(Lease(id), as: me)
      return nil
    }
    return try right.sessions.inner.acquire(id, as: me)
  }
}

/// Wrong: each closer that saw the session open sets the flag, and gives the reactor's unit back.
private struct WinsByTheLook<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  typealias Packed = PackedGuard<W>
  let right: Right<PeekGuard<Packed>>

  func close(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Bool {
    if try !right.sessions.inner.mayLend(id, "close.peek") { return false }
    guard let lease = try right.sessions.inner.acquire(id, as: me) else { return false }
    // Relaxed: as in the right one.
    _ = try right.sessions.inner.words[id.slot].add(
      Packed.closing &- Packed.unit, .relaxed, "close.flag")
    try right.release(lease, as: me)
    return true
  }
}
