import ModelChecker
import SessionGuards

/// Wrong: gives the count back and lets the lease fall.
struct DropsInRelease<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  let right: Right<PackedGuard<W>>

  func release(_ lease: consuming Lease<Stop>, as me: borrowing Participant) throws(Stop) {
    try right.sessions.release(Lease(lease.id, tag: lease.tag), as: me)
  }
}

/// Wrong: lets the lease fall if the session has a stale sender, whose word it looks at.
struct DropsOnOnePath<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  let right: Right<PackedGuard<W>>

  func release(_ lease: consuming Lease<Stop>, as me: borrowing Participant) throws(Stop) {
    let id = lease.id
    // Relaxed: it decides which mistake is made, and nothing else.
    let word = try right.sessions.words[id.slot].load(.relaxed, "release.look")
    if word & PackedGuard<W>.closing != 0 {
      return try right.sessions.release(Lease(id, tag: lease.tag), as: me)
    }
    try right.sessions.release(lease, as: me)
  }
}

/// Wrong: makes a lease before it knows whether it may, and lets it fall when it may not.
struct DropsWhenRefused<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  let right: Right<PackedGuard<W>>

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    let hasty = Lease<Stop>(id)
    guard let lease = try right.acquire(id, as: me) else { return nil }
    _ = hasty.end()
    return lease
  }
}
