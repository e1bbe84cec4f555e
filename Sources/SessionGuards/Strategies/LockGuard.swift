/// A lock held for the lease: the thread that has the lease has the session alone.
///
///     word: 63 ... 33 | 32   | 31 ....... 0
///           –         | OPEN | generation
///
/// Why it is safe: the word is read and written only under its slot's lock, and a lease is that
/// lock. So a close, which takes a lease of its own, has waited for all others; a caller after it
/// finds the session closed or another generation, and leaves. The close reports to `reclaim`
/// after it gave the lock back: nothing ever waits or calls out while it holds one.
///
/// `mutex`, `spinlock`, `ticket`, `futex-mutex`, `adaptive-mutex` and `stdlib-mutex` are this
/// guard, each over a lock of its own.
@frozen
public struct LockGuard<L: Lock & ~Copyable, W: Word & ~Copyable>: SessionGuard, ~Copyable
where L.Fault == W.Fault {
  public typealias Fault = W.Fault
  @inlinable public static var strategy: Strategy { L.strategy }

  @usableFromInline
  @frozen
  package struct Entry: ~Copyable, Sendable {
    @usableFromInline package let lock: L
    @usableFromInline let state: W
    @inlinable init() {
      lock = L()
      state = W(0)
    }
  }

  @usableFromInline package let entries: SlotTable<Entry>
  @usableFromInline let lastGeneration: UInt32
  @usableFromInline let reclaim: Reclaim<Fault>

  @inlinable
  public init(
    slotCount: Int, participantCount _: Int, lastGeneration: UInt32,
    reclaim: Reclaim<Fault>
  ) {
    entries = SlotTable(count: slotCount) { _ in Entry() }
    self.lastGeneration = lastGeneration
    self.reclaim = reclaim
  }

  @inlinable
  static func live(_ id: SessionID) -> UInt64 { 1 << 32 | UInt64(id.generation) }

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
    try entries[id.slot].lock.lock("acquire.lock")
    // Relaxed: under the lock.
    if try entries[id.slot].state.load(.relaxed, "acquire.look") != Self.live(id) {
      try entries[id.slot].lock.unlock("acquire.unlock")
      return nil
    }
    return Lease(id)
  }

  @inlinable @inline(__always)
  public func release(
    _ lease: consuming Lease<Fault>, as _: borrowing Participant
  ) throws(Fault) {
    try entries[lease.end().slot].lock.unlock("release.unlock")
  }

  @inlinable
  public func close(
    _ id: SessionID, as participant: borrowing Participant
  ) throws(Fault) -> Bool {
    guard let lease = try acquire(id, as: participant) else { return false }
    // Relaxed: the lease is the lock.
    try entries[id.slot].state.store(UInt64(id.generation), .relaxed, "close.flag")
    try release(lease, as: participant)
    try reclaim(id)
    return true
  }

  @inlinable @inline(__always)
  public func prefetch(_ id: SessionID, for _: UpcomingUse) { entries.prefetchToWrite(id.slot) }
}
