/// A read-write lock: leases share it, and a close has it alone.
///
///     word: 63 ... 33 | 32   | 31 ....... 0
///           –         | OPEN | generation
///
/// The operations:
///
///     acquire   shares the slot's lock. OPEN and this generation: the share is the lease.
///               Otherwise: gives it back, refuse.
///     release   gives the share back.
///     close     takes the lock alone. OPEN and this generation: takes OPEN down. Gives the lock
///               back and reclaims.
///     open      takes the lock alone: OPEN, next generation.
///
/// Why it is safe: the word is written only by a thread that has its slot's lock alone, so that no
/// lease is out, and read only by one that has it or shares it. So a close has waited for all
/// leases; a caller after it finds the session closed or another generation, and leaves. The close
/// reports to `reclaim` after it gave the lock back.
///
/// Leases do not exclude each other, but each writes the lock's one word twice: as many locked
/// instructions as under a mutex, and the same cache line for all senders of a session. What it
/// saves is the wait for another sender's work.
@frozen
public struct RWLockGuard<S: SharedLock & ~Copyable, W: Word & ~Copyable>: SessionGuard, ~Copyable
where S.Fault == W.Fault {
  public typealias Fault = W.Fault
  @inlinable public static var strategy: Strategy { .rwlock }

  @usableFromInline
  @frozen
  package struct Entry: ~Copyable, Sendable {
    @usableFromInline package let lock: S
    @usableFromInline package let state: W
    @inlinable init() {
      lock = S()
      state = W(0)
    }
  }

  /// For the package: the mutants among its tests rewrite one method of a right guard.
  @usableFromInline package let entries: SlotTable<Entry>
  @usableFromInline let lastGeneration: UInt32
  @usableFromInline package let reclaim: Reclaim<Fault>

  @inlinable
  public init(
    slotCount: Int, participantCount _: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>
  ) {
    entries = SlotTable(count: slotCount) { _ in Entry() }
    self.lastGeneration = lastGeneration
    self.reclaim = reclaim
  }

  @inlinable
  package static func live(_ id: SessionID) -> UInt64 { 1 << 32 | UInt64(id.generation) }

  @inlinable
  public func open(_ slot: Slot) throws(Fault) -> SessionID? {
    try entries[slot].lock.lock("open.lock")
    // Relaxed, here and in all that follows: the lock orders every access to the word.
    let last = try entries[slot].state.load(.relaxed, "open.generation")
    var id: SessionID?
    if last < UInt64(lastGeneration) {
      let next = SessionID(slot: slot, generation: UInt32(truncatingIfNeeded: last) + 1)
      try entries[slot].state.store(Self.live(next), .relaxed, "open.publish")
      id = next
    }
    try entries[slot].lock.unlock("open.unlock")
    return id
  }

  @inlinable @inline(__always)
  public func acquire(
    _ id: SessionID, as _: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? {
    try entries[id.slot].lock.lockShared("acquire.lock")
    // Relaxed: under the lock, which no thread has alone.
    if try entries[id.slot].state.load(.relaxed, "acquire.look") != Self.live(id) {
      try entries[id.slot].lock.unlockShared("acquire.unlock")
      return nil
    }
    return Lease(id)
  }

  @inlinable @inline(__always)
  public func release(
    _ lease: consuming Lease<Fault>, as _: borrowing Participant
  ) throws(Fault) {
    try entries[lease.end().slot].lock.unlockShared("release.unlock")
  }

  @inlinable
  public func close(_ id: SessionID, as _: borrowing Participant) throws(Fault) -> Bool {
    try entries[id.slot].lock.lock("close.lock")
    // Relaxed, both: under the lock.
    let isLive = try entries[id.slot].state.load(.relaxed, "close.look") == Self.live(id)
    if isLive { try entries[id.slot].state.store(UInt64(id.generation), .relaxed, "close.flag") }
    try entries[id.slot].lock.unlock("close.unlock")
    if isLive { try reclaim(id) }
    return isLive
  }

  @inlinable @inline(__always)
  public func prefetch(_ id: SessionID, for _: UpcomingUse) { entries.prefetchToWrite(id.slot) }
}

extension Strategy {
  /// A read-write lock, shared for the lease.
  public static let rwlock = Strategy(
    name: "rwlock", idea: "pthread_rwlock: shared for the lease, alone for the close",
    closeRule: .early, isExclusive: false, closeWaits: true, takesLock: true,
    source: "Courtois, Heymans and Parnas, CACM 1971; pthread_rwlock",
    slowPaths: ["pthread_rwlock_rdlock", "pthread_rwlock_unlock"],
    x86Shape: [],
    exemptions: [
      Exemption(
        from: .armShape,
        because: "Arm code is compiled for bare metal, which has no such lock; spinlock shows a "
          + "guard over one")
    ])
}
