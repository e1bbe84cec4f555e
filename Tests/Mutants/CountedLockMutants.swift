import ModelChecker
import SessionGuards

/// Visits the mutants of `counted-mutex`.
func visitCountedMutex<V: MutantVisitor, L: Lock & ~Copyable, W: Word & ~Copyable>(
  _ visitor: inout V, _: L.Type, _: W.Type
) where L.Fault == Stop, W.Fault == Stop {
  let right = CountedLockGuard<L, W>.self
  visitor.visit("lease not counted", right, [("acquire.count", .skip(answer: 0))])
  visitor.visit(
    "counted without the lock", right,
    [("acquire.lock", .skip(answer: 0)), ("acquire.unlock", .skip(answer: 0))])
  visitor.visit(
    "given back without the lock", right,
    [("release.lock", .skip(answer: 0)), ("release.unlock", .skip(answer: 0))])
  visitor.visit("release forgotten", right, [("release.count", .skip(answer: 0))])
  visitor.visit("release keeps the lock", right, [("release.unlock", .skip(answer: 0))])
  visitor.visit("close forgets the flag", right, [("close.flag", .skip(answer: 0))])
  visitor.visit("close reclaims at once", ReclaimsUnderLeases<L, W>.self, [])
  visitor.visit("the last lease not noticed", LastLeaseForgotten<L, W>.self, [])
}

/// Wrong: the close that wins reclaims, whatever leases are out.
private struct ReclaimsUnderLeases<L: Lock & ~Copyable, W: Word & ~Copyable>: Rewritten
where L.Fault == Stop, W.Fault == Stop {
  let right: Right<CountedLockGuard<L, W>>

  func close(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Bool {
    guard try right.close(id, as: me) else { return false }
    try right.sessions.entries.reclaim(id)
    return true
  }
}

/// Wrong: a lease takes its unit back and looks no further.
private struct LastLeaseForgotten<L: Lock & ~Copyable, W: Word & ~Copyable>: Rewritten
where L.Fault == Stop, W.Fault == Stop {
  typealias Counted = CountedLockGuard<L, W>
  let right: Right<Counted>

  func release(_ lease: consuming Lease<Stop>, as _: borrowing Participant) throws(Stop) {
    let slot = lease.end().slot
    try right.sessions.entries[slot].lock.lock("release.lock")
    // Relaxed, both: as in the right one.
    let word = try right.sessions.entries[slot].state.load(.relaxed, "release.look")
    try right.sessions.entries[slot].state.store(word &- Counted.unit, .relaxed, "release.count")
    try right.sessions.entries[slot].lock.unlock("release.unlock")
  }
}
