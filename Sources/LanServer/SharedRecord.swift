public import Synchronization

/// What several threads touch of a session: all of it atomic, all zero when new.
@frozen @usableFromInline
struct SharedRecord: ~Copyable {
  /// Generation in the upper half, descriptor in the lower: whom a lease holder really meets here.
  ///
  /// Atomic so that a guard that is not right makes a wrong delivery, which is noticed, and no data
  /// race.
  @usableFromInline let identity = Atomic<UInt64>(0)
  /// Who writes to the socket; see `WriterWord`.
  @usableFromInline let writer = WriterWord()
  /// Where producers reserve in the ring: a `RingPosition`.
  @usableFromInline let ringTail = Atomic<UInt64>(0)
  /// The position that the ring is consumed up to.
  @usableFromInline let ringHead = Atomic<UInt64>(0)
  /// Bytes of the ring's first frame that were written; the writer's own.
  @usableFromInline let ringCut = Atomic<Int>(0)
  /// Whether nobody but the reactor may write: before the welcome is out, and while the backlog
  /// begins inside a frame. The writer's own, once the session is open.
  @usableFromInline let isReactorOnly = Atomic<Bool>(false)
  /// The `CloseReason` of the first who wanted the session to end, or knew that it must, and
  /// whether its shutdown is still due; zero while nobody did.
  @usableFromInline let ending = Atomic<UInt8>(0)
  /// One while the slot stands, or is about to stand, in its reactor's stack of dirty slots.
  @usableFromInline let dirty = Atomic<UInt8>(0)
  @usableFromInline let dirtyLink = Atomic<UInt32>(0)
  /// The last generation reported for reclaim, and in bit 32 whether the owner has yet to take it.
  @usableFromInline let reported = Atomic<UInt64>(0)
  @usableFromInline let reportedLink = Atomic<UInt32>(0)

  @usableFromInline
  init() {}
}

// MARK: - Whom a lease holder meets

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
    isReactorOnly.store(true, ordering: .relaxed)
  }
}

// MARK: - The end of a session

extension SharedRecord {
  /// In `ending`: the socket is to be shut down by whoever has tried to write what is queued.
  @inlinable static var shutdownDue: UInt8 { 0x80 }

  /// Claims to be the first who wants the session to end.
  ///
  /// With `leavesShutdown` the claimant then requests the `WriterWord`, which is how others know.
  @inlinable
  func beginEnding(_ reason: CloseReason, leavesShutdown: Bool = false) -> Bool {
    let word = leavesShutdown ? reason.rawValue | Self.shutdownDue : reason.rawValue
    // Relaxed: one winner is all that matters; the reason travels in the word itself.
    return ending.compareExchange(expected: 0, desired: word, ordering: .relaxed).exchanged
  }

  /// Whether a shutdown was left to others.
  @inlinable var isShutdownDue: Bool {
    // Relaxed: a writer has acquired it with the request that it replaced; the reactor with the
    // stack of dirty slots.
    ending.load(ordering: .relaxed) & Self.shutdownDue != 0
  }

  /// Claims the shutdown that was left to others: true once.
  func takeShutdown() -> Bool {
    // Relaxed: one winner is all that matters.
    ending.bitwiseAnd(~Self.shutdownDue, ordering: .relaxed).oldValue & Self.shutdownDue != 0
  }

  /// Makes the broken connection the reason, unless there is one.
  ///
  /// The kernel tells of an error once, and this write was told: the reactor's next read finds the
  /// end of the stream, as if the peer had ended it in order.
  @usableFromInline
  func noteFailedWrite() { _ = beginEnding(.connectionFailed) }

  /// Why somebody wanted the session to end; nil while nobody does.
  @inlinable var wantedEnd: CloseReason? {
    // Relaxed: who wants the end is served for this batch still, not longer.
    CloseReason(rawValue: ending.load(ordering: .relaxed) & ~Self.shutdownDue)
  }
}

// MARK: - What belongs to the writer

extension SharedRecord {
  // Relaxed, all of it: one writer at a time, handed over by the `WriterWord`.

  @inlinable var ringCutBytes: Int { ringCut.load(ordering: .relaxed) }

  @inlinable
  func setRingCut(_ byteCount: Int) { ringCut.store(byteCount, ordering: .relaxed) }

  @inlinable var mustKeepOut: Bool { isReactorOnly.load(ordering: .relaxed) }

  @inlinable
  func keepOthersOut(_ isSo: Bool) { isReactorOnly.store(isSo, ordering: .relaxed) }
}

// MARK: - The stacks

extension SharedRecord {
  /// Claims to be the one who pushes the slot to the stack of dirty slots.
  @usableFromInline
  func markDirty() -> Bool {
    // Release: pairs with the acquire in `clearDirty`. If this reads one, that exchange is still to
    // come and reads this one or a later: either way the look that follows it sees the entry.
    // Acquire: carries on what it replaces.
    dirty.exchange(1, ordering: .acquiringAndReleasing) == 0
  }

  /// Takes the slot off the dirty stack; answers the next one as the stack's top would.
  ///
  /// The owner looks at the ring after it.
  @usableFromInline
  func clearDirty() -> UInt32 {
    // Relaxed: acquired with the stack. Read first: once the mark is cleared the slot may be pushed
    // again.
    let next = dirtyLink.load(ordering: .relaxed)
    // Acquire: pairs with the release in `markDirty`; a thread that found the mark set, and so did
    // not push, has its entry seen. Release: carries on what it replaces.
    _ = dirty.exchange(0, ordering: .acquiringAndReleasing)
    return next
  }

  /// Claims to report a generation for reclaim: once each, and one at a time.
  @usableFromInline
  func markReported(_ generation: UInt32) -> Bool {
    let isDue: UInt64 = 1 << 32
    // Relaxed: a guess that the exchange checks.
    var old = reported.load(ordering: .relaxed)
    while old & isDue == 0, UInt32(truncatingIfNeeded: old) != generation {
      // Relaxed: keeps two reports apart; the push publishes.
      let (exchanged, original) = reported.compareExchange(
        expected: old, desired: isDue | UInt64(generation), ordering: .relaxed)
      if exchanged { return true }
      old = original
    }
    return false
  }

  /// Takes the slot off the stack of reported ones; answers the generation and the next one.
  @usableFromInline
  func clearReported() -> (generation: UInt32, next: UInt32) {
    // Relaxed, all: acquired with the stack. The link first: once the mark is cleared the slot may
    // be pushed again; until then nobody changes either.
    let next = reportedLink.load(ordering: .relaxed)
    let generation = UInt32(truncatingIfNeeded: reported.load(ordering: .relaxed))
    reported.store(UInt64(generation), ordering: .relaxed)
    return (generation, next)
  }
}
