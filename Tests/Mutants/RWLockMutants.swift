import ModelChecker
import SessionGuards

/// Visits the mutants of `rwlock`.
func visitRWLock<V: MutantVisitor, S: SharedLock & ~Copyable, W: Word & ~Copyable>(
  _ visitor: inout V, _: S.Type, _: W.Type
) where S.Fault == Stop, W.Fault == Stop {
  let right = RWLockGuard<S, W>.self
  visitor.visit(
    "lease without the lock", right,
    [
      ("acquire.lock", .skip(answer: 0)), ("acquire.unlock", .skip(answer: 0)),
      ("release.unlock", .skip(answer: 0)),
    ])
  visitor.visit("close shares the lock", ClosesShared<S, W>.self, [])
  visitor.visit("share given back before the use", SharesForTheLook<S, W>.self, [])
  visitor.visit("release forgotten", right, [("release.unlock", .skip(answer: 0))])
  visitor.visit("refusal keeps its share", right, [("acquire.unlock", .skip(answer: 0))])
  visitor.visit("close forgets the flag", right, [("close.flag", .skip(answer: 0))])
  visitor.visit("close keeps the lock", right, [("close.unlock", .skip(answer: 0))])
}

/// Wrong: a close shares the lock with the leases that it should wait for.
private struct ClosesShared<S: SharedLock & ~Copyable, W: Word & ~Copyable>: Rewritten
where S.Fault == Stop, W.Fault == Stop {
  let right: Right<RWLockGuard<S, W>>

  func close(_ id: SessionID, as _: borrowing Participant) throws(Stop) -> Bool {
    try right.sessions.entries[id.slot].lock.lockShared("close.lock")
    // Relaxed, both: as in the right one.
    let isLive =
      try right.sessions.entries[id.slot].state.load(.relaxed, "close.look")
      == RWLockGuard<S, W>.live(id)
    if isLive {
      try right.sessions.entries[id.slot].state.store(
        UInt64(id.generation), .relaxed, "close.flag")
    }
    try right.sessions.entries[id.slot].lock.unlockShared("close.unlock")
    if isLive { try right.sessions.reclaim(id) }
    return isLive
  }
}

/// Wrong: the lock is shared for the look, and not for the lease.
private struct SharesForTheLook<S: SharedLock & ~Copyable, W: Word & ~Copyable>: Rewritten
where S.Fault == Stop, W.Fault == Stop {
  let right: Right<RWLockGuard<S, W>>

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    guard let lease = try right.acquire(id, as: me) else { return nil }
    try right.release(lease, as: me)
    return Lease(id)
  }
  func release(_ lease: consuming Lease<Stop>, as _: borrowing Participant) throws(Stop) {
    _ = lease.end()
  }
}
