// Many sessions in turn: what a message to a whole room, and a room's end, are made of.
extension SessionGuard where Self: ~Copyable {
  /// So many turns before its own the memory of a session is asked for.
  ///
  /// A locked instruction lets no later one begin before it, so that leases in turn wait for one
  /// cache miss after the other. So many lines on their way are what a core of today has room for.
  @inlinable public static var prefetchDistance: Int { 12 }
  /// After so many leases a thread says that it holds nothing.
  @inlinable public static var leasesPerBatch: Int { 64 }
  /// After so many closes a thread says that it holds nothing.
  @inlinable public static var closesPerBatch: Int { 1024 }

  /// What `withLeases` does, on any words.
  @inlinable @inline(__always)
  package func lendEach(
    _ ids: Span<SessionID>, as participant: borrowing Participant,
    ahead: (SessionID) -> Void, _ body: (SessionID) throws(Fault) -> Void,
    refused: (SessionID) throws(Fault) -> Void
  ) throws(Fault) -> Int {
    let reach = Self.asksAhead(for: .lease) ? ids.count : 0
    for index in 0..<min(Self.prefetchDistance, reach) {
      prefetch(ids[index], for: .lease)
      ahead(ids[index])
    }
    var granted = 0
    var next = 0
    while next < ids.count {
      let end = min(next &+ Self.leasesPerBatch, ids.count)
      while next < end {
        let later = next &+ Self.prefetchDistance
        if later < reach {
          prefetch(ids[later], for: .lease)
          ahead(ids[later])
        }
        let id = ids[next]
        if let lease = try acquire(id, as: participant) {
          try body(id)
          try release(lease, as: participant)
          granted &+= 1
        } else {
          try refused(id)
        }
        next &+= 1
      }
      try quiesce(as: participant)
    }
    return granted
  }

  /// Closes the sessions in turn, and returns how many of them this call ended: the others had
  /// ended, or another thread closes them.
  ///
  /// As after any `close`, a session is reclaimed now or with its last lease; a guard that reclaims
  /// later does it in `quiesce`, which the call makes after each 1024 ids and at its end. So one
  /// fence and one grace period serve so many sessions, and the wait of a closed one is bounded.
  /// The caller goes on to call `quiesce` until all are reclaimed, since leases may be out.
  @inlinable @inline(__always)
  public func closeAll(
    _ ids: Span<SessionID>, as participant: borrowing Participant
  ) throws(Fault) -> Int {
    let reach = Self.asksAhead(for: .close) ? ids.count : 0
    for index in 0..<min(Self.prefetchDistance, reach) { prefetch(ids[index], for: .close) }
    var ended = 0
    var next = 0
    while next < ids.count {
      let end = min(next &+ Self.closesPerBatch, ids.count)
      while next < end {
        let later = next &+ Self.prefetchDistance
        if later < reach { prefetch(ids[later], for: .close) }
        if try close(ids[next], as: participant) { ended &+= 1 }
        next &+= 1
      }
      try quiesce(as: participant)
    }
    return ended
  }
}

extension SessionGuard where Self: ~Copyable, Fault == Never {
  /// Runs `body` under a lease of each session in turn, and returns how many were granted; an id
  /// that is refused goes to `refused`.
  ///
  /// One lease at a time, as ever: each ends before the next begins. Neither closure may take
  /// another lease on this thread, wait, or run code that may. The calling thread holds no lease.
  /// The call makes a `quiesce` after each 64 ids and at its end, so that no session's end waits
  /// for more than those.
  ///
  /// It costs what as many single leases cost, without the wait for memory that lies in no cache:
  /// a guard's words are asked for some ids ahead, and `ahead` may ask for what `body` will touch.
  /// It is called without a lease, some turns before an id's own, and for ids that are refused as
  /// well. Where all is in the cache, and where the guard locks nothing (`hazard`, `qsbr`), nothing
  /// is gained; in the second case nothing is asked for either.
  @inlinable @inline(__always) @discardableResult
  public func withLeases(
    _ ids: Span<SessionID>, as participant: borrowing Participant,
    ahead: (SessionID) -> Void = { (_) in }, _ body: (SessionID) -> Void,
    refused: (SessionID) -> Void = { (_) in }
  ) -> Int {
    // Typed closures, since the compiler (6.3) crashes on one without a type where a guard's own
    // error is expected.
    lendEach(ids, as: participant, ahead: ahead) { (id) throws(Fault) in
      body(id)
    } refused: { (id) throws(Fault) in
      refused(id)
    }
  }
}
