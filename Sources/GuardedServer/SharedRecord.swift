public import Synchronization

/// What several threads touch of a session: all of it atomic, all zero when new.
@frozen @usableFromInline
struct SharedRecord: ~Copyable {
  /// Generation in the upper half, descriptor in the lower: the session that a lease holder really
  /// meets here.
  ///
  /// Atomic so that a guard that is not right makes a wrong delivery, which is noticed, and no data
  /// race.
  @usableFromInline let identity = Atomic<UInt64>(0)
  /// Which thread writes to the socket; see `WriterWord`.
  @usableFromInline let writer = WriterWord()
  /// Where producers reserve in the ring: a `RingPosition`.
  @usableFromInline let ringTail = Atomic<UInt64>(0)
  /// The position that the ring is consumed up to.
  @usableFromInline let ringHead = Atomic<UInt64>(0)
  /// Bytes of the ring's first frame that were written; the writer's own.
  @usableFromInline let ringCut = Atomic<Int>(0)
  /// Whether only the reactor may write: before the welcome is out, and while the backlog begins
  /// inside a frame. The writer's own, once the session is open.
  @usableFromInline let reactorOnly = Atomic<Bool>(false)
  /// The `CloseReason` of the first request for the session's end, and whether its shutdown is
  /// still due; zero before.
  @usableFromInline let ending = Atomic<UInt8>(0)
  /// One while the slot stands, or is about to stand, in its reactor's stack of dirty slots.
  @usableFromInline let dirty = Atomic<UInt8>(0)
  @usableFromInline let dirtyLink = Atomic<UInt32>(0)
  /// The last generation reported for reclaim, and in bit 32 whether the owner has yet to take it.
  @usableFromInline let reported = Atomic<UInt64>(0)
  @usableFromInline let reportedLink = Atomic<UInt32>(0)
  /// Which reactor serves the session, with `Topology.shared`.
  @usableFromInline let serving = ServingWord()
  /// The slot's link among those that are free again, with `Topology.shared`.
  @usableFromInline let freeLink = Atomic<UInt32>(0)

  @usableFromInline
  init() {}
}

// MARK: - The session that a lease holder meets

/// A generation and the descriptor that goes with it, read at once.
@frozen @usableFromInline
struct Identity {
  @usableFromInline let generation: UInt32
  @usableFromInline let fd: Int32

  @inlinable
  init(generation: UInt32, fd: Int32) {
    self.generation = generation
    self.fd = fd
  }
}

extension SharedRecord {
  /// The session that the slot holds; generation zero if none.
  @inlinable var holder: Identity {
    // Relaxed: under a lease, the acquire of the guard already orders it after the owner's store;
    // without one, or where the guard is not right, it is a comparison that may as well have been
    // made earlier.
    let raw = identity.load(ordering: .relaxed)
    return Identity(
      generation: UInt32(truncatingIfNeeded: raw >> 32), fd: Int32(truncatingIfNeeded: raw))
  }

  @inlinable
  func setHolder(_ holder: Identity) {
    let raw = UInt64(holder.generation) << 32 | UInt64(UInt32(bitPattern: holder.fd))
    // Relaxed: `open` of the guard, which follows, releases it to every lease that it will grant.
    identity.store(raw, ordering: .relaxed)
  }

  /// Leaves nothing of the slot's last session; the owner calls it before the guard's `open`.
  @inlinable
  func reset(for holder: Identity) {
    setHolder(holder)
    // Relaxed, both: as for the identity.
    ending.store(0, ordering: .relaxed)
    reactorOnly.store(true, ordering: .relaxed)
    serving.hold()
  }
}

// MARK: - The end of a session

extension SharedRecord {
  /// In `ending`: the socket is to be shut down by the writer, after a look.
  @inlinable static var shutdownDue: UInt8 { 0x80 }

  /// Claims to be the first thread that requests the session's end.
  ///
  /// With `leavesShutdown` the claimant then requests the `WriterWord`, which is how others know.
  @inlinable
  func claimEnd(_ reason: CloseReason, leavesShutdown: Bool = false) -> Bool {
    let word = leavesShutdown ? reason.rawValue | Self.shutdownDue : reason.rawValue
    // Release: pairs with the acquire in `isShutdownDue`; the look that follows there meets what
    // the claimant queued before.
    return ending.compareExchange(expected: 0, desired: word, ordering: .releasing).exchanged
  }

  /// Whether a shutdown was left to the writer.
  @inlinable var isShutdownDue: Bool {
    // Acquire: pairs with the release in `claimEnd`.
    ending.load(ordering: .acquiring) & Self.shutdownDue != 0
  }

  /// Claims the shutdown that was left to the writer: true once.
  func takeShutdown() -> Bool {
    // Relaxed: one winner is all that matters.
    ending.bitwiseAnd(~Self.shutdownDue, ordering: .relaxed).oldValue & Self.shutdownDue != 0
  }

  /// Makes the broken connection the reason, unless there is one.
  ///
  /// The kernel tells of an error once, and this write was told: the reactor's next read finds the
  /// end of the stream, as if the peer had ended it in order.
  @usableFromInline
  func noteFailedWrite() { _ = claimEnd(.connectionFailed) }

  /// Why the session's end was requested; nil before.
  @inlinable var endReason: CloseReason? {
    // Relaxed: a stale read delays the end by at most one batch.
    CloseReason(rawValue: ending.load(ordering: .relaxed) & ~Self.shutdownDue)
  }
}

// MARK: - What belongs to the writer

extension SharedRecord {
  // Relaxed, all of it: one writer at a time, handed over by the `WriterWord`.

  @inlinable var ringCutBytes: Int { ringCut.load(ordering: .relaxed) }

  @inlinable
  func setRingCut(_ byteCount: Int) { ringCut.store(byteCount, ordering: .relaxed) }

  @inlinable var isReactorOnly: Bool { reactorOnly.load(ordering: .relaxed) }

  @inlinable
  func setReactorOnly(_ isSo: Bool) { reactorOnly.store(isSo, ordering: .relaxed) }
}
