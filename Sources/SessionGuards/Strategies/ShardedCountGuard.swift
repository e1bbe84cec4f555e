/// Each thread counts its own leases of each session; the thread that closes a session adds the
/// counts up.
///
///     state of a slot, and the sessions that wait: see `DeferredTable`
///     counts, one for each participant and slot:  the leases that it has there
///
/// The operations:
///
///     acquire   own count + 1, a light fence, then a look at the state. OPEN with this generation:
///               granted. Otherwise: own count - 1, refuse.
///     release   own count - 1.
///     close     an exchange takes OPEN away. Its caller has won; the slot waits.
///     quiesce   if this participant has closed sessions since: one heavy fence for all of them.
///               Then, for each that it closed, a sum over the participants. A session with the sum
///               0 is reclaimed; the others are kept.
///     open      a store of {OPEN, next generation}.
///
/// Why it is safe: only its own thread writes a count, so that no count needs a locked instruction.
/// Take a lease of a session that is closed, and the heavy fence that comes between the loss of
/// OPEN and the sum. If the lease's light fence came after the heavy one, the look after it saw
/// that OPEN was gone, and there is no lease. So it came before it, and the sum reads its count or
/// something newer: 1, or what the release stored, which hands its use on. A caller that is refused
/// is counted for a moment, which delays an end and does no other harm.
///
/// Cost: memory for each session and each participant, in a table that grows with both. The counts
/// of one participant lie side by side, and no other writes there.
///
/// Early: once OPEN is gone no look finds it. Reclaims in `quiesce`, never in `release`.
///
/// Source: Linux `include/linux/percpu-refcount.h`; folly's `TLRefCount`.
@frozen
public struct ShardedCountGuard<W: Word & ~Copyable>: SessionGuard, ~Copyable {
  public typealias Fault = W.Fault
  @inlinable public static var strategy: Strategy { .shardedCount }

  /// For the package: the mutants among its tests rewrite one method of a right guard.
  @usableFromInline package let sessions: DeferredTable<W>
  @usableFromInline package let counts: WordRows<W>

  @inlinable
  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>
  ) {
    sessions = DeferredTable(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
      reclaim: reclaim)
    counts = WordRows(rowCount: participantCount, columnCount: slotCount)
  }

  @inlinable
  public func open(_ slot: Slot) throws(Fault) -> SessionID? { try sessions.open(slot) }

  @inlinable @inline(__always)
  public func acquire(
    _ id: SessionID, as me: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? {
    // Relaxed, both: only this thread writes it, and a sum that reads more than 0 keeps the
    // session.
    let count = try counts[me.index, id.slot].load(.relaxed, "acquire.count")
    try counts[me.index, id.slot].store(count + 1, .relaxed, "acquire.announce")
    try counts[me.index, id.slot].lightFence("acquire.fence")
    // Acquire: pairs with the releasing store of open; keeps all use of the session below it.
    let state = try sessions.entries[id.slot].state.load(.acquiring, "acquire.look")
    if state == DeferredTable<W>.live(id) { return Lease(id) }
    // Release: a sum that reads it sees the uses of this participant's former leases.
    try counts[me.index, id.slot].store(count, .releasing, "acquire.withdraw")
    return nil
  }

  @inlinable @inline(__always)
  public func release(
    _ lease: consuming Lease<Fault>, as me: borrowing Participant
  ) throws(Fault) {
    let slot = lease.end().slot
    // Relaxed: only this thread writes it.
    let count = try counts[me.index, slot].load(.relaxed, "release.count")
    // Release: pairs with the acquiring look of a sum; the teardown happens after this use.
    try counts[me.index, slot].store(count &- 1, .releasing, "release.withdraw")
  }

  @inlinable
  public func close(_ id: SessionID, as me: borrowing Participant) throws(Fault) -> Bool {
    try sessions.close(id, as: me)
  }

  @inlinable @inline(__always)
  public func quiesce(as me: borrowing Participant) throws(Fault) {
    let waiting = try sessions.waiting(for: me)
    if waiting != 0 { try collect(waiting, for: me.index) }
  }

  /// Off the hot path, which would otherwise hold a system call.
  @inlinable @inline(never)
  package func collect(_ waiting: UInt64, for participant: UInt32) throws(Fault) {
    try sessions.collect(waiting, for: participant) { () throws(Fault) in
      try counts[participant, 0].heavyFence("sum.fence")
    } isHeld: { (id) throws(Fault) in
      for index in 0..<UInt32(counts.rowCount) {
        // Acquire: pairs with the releasing stores of that participant. A count is never below 0,
        // so that one above 0 decides the sum.
        if try counts[index, id.slot].load(.acquiring, "sum.look") != 0 { return true }
      }
      return false
    }
  }

  @inlinable @inline(__always)
  public func prefetch(_ id: SessionID, for use: UpcomingUse) {
    sessions.prefetch(id.slot, for: use)
  }

  @inlinable @inline(__always)
  public static func asksAhead(for use: UpcomingUse) -> Bool { use == .close }
}

extension Strategy {
  /// A count for each thread, added up on close.
  public static let shardedCount = Strategy(
    name: "sharded-count", idea: "each thread counts its own leases; a close adds the counts up",
    closeRule: .early, isExclusive: false,
    source: "Linux percpu-refcount.h; folly TLRefCount.h",
    slowPaths: ["full_fence", "ShardedCountGuard.collect"], x86Shape: [],
    // No shape of the heavy fence: it calls the system, which bare metal has not. The `ldadd` is
    // not the guard's: it retains what `reclaim` closes over.
    armShape: ArmShape(
      open: ["stlr"], acquire: ["ldapr", "stlr"], release: ["stlr"], close: ["cas"],
      slowPath: ["ldapr", "ldadd"]))
}
