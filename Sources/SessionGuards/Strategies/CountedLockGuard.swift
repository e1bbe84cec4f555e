/// A lock around the count alone: leases share the session, and each takes the lock twice.
///
///     word: 63 ...... 33 | 32   | 31 ....... 0
///           count        | OPEN | generation
///
/// A unit is one count, and only leases have one. The operations, each under the slot's lock:
///
///     acquire   OPEN and this generation: count + 1. Otherwise: refuse.
///     release   count - 1. The one that takes it to zero with OPEN down reclaims.
///     close     OPEN and this generation: takes OPEN down. With no count out it reclaims.
///     open      the next generation, OPEN, count 0.
///
/// Why it is safe: the word is read and written only under the lock, so that each operation is one
/// step. After a close the count only falls, and it reaches zero once. The report to `reclaim`
/// comes after the lock is given back: nothing waits or calls out while it holds one.
///
/// It is what a first design looks like: no thread holds the lock while it uses the session, so
/// that senders do not wait for each other's work, and a lease costs twice what a lock costs.
///
/// Early: after a won close the count only falls, so a session ends with its last lease.
@frozen
public struct CountedLockGuard<L: Lock & ~Copyable, W: Word & ~Copyable>: SessionGuard, ~Copyable
where L.Fault == W.Fault {
  public typealias Fault = W.Fault
  @inlinable public static var strategy: Strategy { .countedMutex }

  @usableFromInline
  @frozen
  package struct Entry: ~Copyable, Sendable {
    @usableFromInline package let lock: L
    @usableFromInline package let state: W
    @inlinable init() {
      lock = L()
      state = W(0)
    }
  }

  /// For the package: the mutants among its tests rewrite one method of a right guard.
  @usableFromInline package let entries: RundownTable<Entry, Fault>
  @usableFromInline let lastGeneration: UInt32

  @inlinable package static var unit: UInt64 { 1 << 33 }
  @inlinable package static var isOpen: UInt64 { 1 << 32 }

  @inlinable
  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>
  ) {
    precondition(participantCount < 1 << 31, "the count has 31 bits")
    entries = RundownTable(count: slotCount, reclaim: reclaim) { _ in Entry() }
    self.lastGeneration = lastGeneration
  }

  /// What the word shows, but for the count, while this session may be lent.
  @inlinable
  package static func live(_ id: SessionID) -> UInt64 { isOpen | UInt64(id.generation) }

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
    // Relaxed, both: under the lock.
    let word = try entries[id.slot].state.load(.relaxed, "acquire.look")
    let isLive = word & (Self.unit - 1) == Self.live(id)
    if isLive { try entries[id.slot].state.store(word + Self.unit, .relaxed, "acquire.count") }
    try entries[id.slot].lock.unlock("acquire.unlock")
    return isLive ? Lease(id) : nil
  }

  @inlinable @inline(__always)
  public func release(
    _ lease: consuming Lease<Fault>, as _: borrowing Participant
  ) throws(Fault) {
    let id = lease.end()
    try entries[id.slot].lock.lock("release.lock")
    // Relaxed, both: under the lock.
    let left = try entries[id.slot].state.load(.relaxed, "release.look") &- Self.unit
    try entries[id.slot].state.store(left, .relaxed, "release.count")
    try entries[id.slot].lock.unlock("release.unlock")
    if left < Self.isOpen { try Self.rundown(entries, id.rawValue) }
  }

  @inlinable
  public func close(_ id: SessionID, as _: borrowing Participant) throws(Fault) -> Bool {
    try entries[id.slot].lock.lock("close.lock")
    // Relaxed, both: under the lock.
    let word = try entries[id.slot].state.load(.relaxed, "close.look")
    let isLive = word & (Self.unit - 1) == Self.live(id)
    if isLive { try entries[id.slot].state.store(word &- Self.isOpen, .relaxed, "close.flag") }
    try entries[id.slot].lock.unlock("close.unlock")
    if word == Self.live(id) { try Self.rundown(entries, id.rawValue) }
    return isLive
  }

  /// Off the hot path, which would otherwise hold a call through a pointer. It is handed a raw
  /// value so that the compiler does not merge it with the same function of `CASLoopGuard`.
  @inlinable @inline(never)
  static func rundown(
    _ entries: borrowing RundownTable<Entry, Fault>, _ id: UInt64
  ) throws(Fault) { try entries.reclaim(SessionID(rawValue: id)) }

  @inlinable @inline(__always)
  public func prefetch(_ id: SessionID, for _: UpcomingUse) { entries.prefetchToWrite(id.slot) }
}

extension Strategy {
  /// A lock around the count.
  public static let countedMutex = Strategy(
    name: "counted-mutex", idea: "pthread_mutex around the count only, not the lease",
    closeRule: .early, isExclusive: false, takesLock: true,
    source: "what a first design looks like",
    slowPaths: ["pthread_mutex_lock", "pthread_mutex_unlock", "CountedLockGuard.rundown"],
    x86Shape: [],
    exemptions: [
      Exemption(
        from: .armShape,
        because: "Arm code is compiled for bare metal, which has no such lock; spinlock shows a "
          + "guard over one")
    ])
}
