/// `hazard` without asymmetric fences: each participant announces what it is about to use by an
/// exchange, and passes a fence of its own.
///
///     state of a slot, and the slots that wait: see `DeferredTable`
///     held, one for each participant:   the raw value of an id, or 0
///
/// The operations are those of `hazard`, with an exchange in the place of the store and its light
/// fence, and a fence of the closing thread alone in the place of the heavy one:
///
///     acquire   exchange held for the id, a fence, then a look at the state. OPEN with this
///               generation: granted. Otherwise: held = 0, refuse.
///     release   held = 0.
///     close     an exchange takes OPEN away. Its caller has won; the slot waits.
///     quiesce   if this participant has closed sessions since: a fence. Then, for each that it
///               closed, a scan of every participant's word. One that none names is reclaimed; the
///               others are kept.
///     open      a store of {OPEN, next generation}.
///
/// Why it is safe: the fence of a lease and that of a collection are in one order. If the lease's
/// came second, its look saw that OPEN was gone, and there is no lease. So it came first, and the
/// scan reads the announcement or something newer: withdrawals and later announcements of that
/// participant, which release the use to the scan.
///
/// It needs nothing of the kernel, and a close costs no system call. On x86-64 the exchange is the
/// fence.
///
/// Early: once OPEN is gone no look finds it. Reclaims in `quiesce`, never in `release`.
///
/// Source: M. Michael, "Hazard Pointers", 2004, with the id in the place of the pointer;
/// Concurrency Kit's `ck_hp`.
@frozen
public struct HazardFencedGuard<W: Word & ~Copyable>: SessionGuard, ~Copyable {
  public typealias Fault = W.Fault
  @inlinable public static var strategy: Strategy { .hazardFenced }

  /// For the package: the mutants among its tests rewrite one method of a right guard.
  @usableFromInline package let sessions: DeferredTable<W>
  @usableFromInline package let held: SlotTable<W>

  @inlinable
  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>
  ) {
    sessions = DeferredTable(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
      reclaim: reclaim)
    held = SlotTable(count: participantCount) { _ in W(0) }
  }

  @inlinable
  public func open(_ slot: Slot) throws(Fault) -> SessionID? { try sessions.open(slot) }

  @inlinable @inline(__always)
  public func acquire(
    _ id: SessionID, as me: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? {
    // Relaxed: an exchange hands on what the former lease's withdrawal released.
    _ = try held[me.index].exchange(id.rawValue, .relaxed, "acquire.announce")
    try held[me.index].fenceAfterUpdate("acquire.fence")
    // Acquire: pairs with the releasing store of open; keeps all use of the session below it.
    let state = try sessions.entries[id.slot].state.load(.acquiring, "acquire.look")
    if state == DeferredTable<W>.live(id) { return Lease(id) }
    // Relaxed: the fence has released the uses of this participant's former leases.
    try held[me.index].store(0, .relaxed, "acquire.withdraw")
    return nil
  }

  @inlinable @inline(__always)
  public func release(
    _ lease: consuming Lease<Fault>, as me: borrowing Participant
  ) throws(Fault) {
    _ = lease.end()
    // Release: pairs with the look of a scan; the teardown happens after this use.
    try held[me.index].store(0, .releasing, "release.withdraw")
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

  /// Off the hot path, which would otherwise hold a call through a pointer.
  @inlinable @inline(never)
  package func collect(_ waiting: UInt64, for participant: UInt32) throws(Fault) {
    try sessions.collect(waiting, for: participant) { () throws(Fault) in
      // Sequentially consistent: it comes after the loss of OPEN, and the scan after it.
      try held[0].fence(.sequentiallyConsistent, "scan.fence")
    } isHeld: { (id) throws(Fault) in
      for index in 0..<Slot(held.count) {
        // Acquire: pairs with the releasing stores of that participant.
        if try held[index].load(.acquiring, "scan.look") == id.rawValue { return true }
      }
      return false
    }
  }

  @inlinable @inline(__always)
  public func prefetch(_ id: SessionID, for use: UpcomingUse) {
    sessions.prefetch(id.slot, for: use)
  }
}

extension Strategy {
  /// A hazard for each participant, announced by an exchange.
  public static let hazardFenced = Strategy(
    name: "hazard-fenced", idea: "announce by an exchange; a close scans, without a membarrier",
    closeRule: .early, isExclusive: false,
    source: "M. Michael, Hazard Pointers, 2004; Concurrency Kit ck_hp",
    slowPaths: ["HazardFencedGuard.collect"],
    x86Shape: ["xchg"],
    // The `ldadd` is not the guard's: it retains what `reclaim` closes over.
    armShape: ArmShape(
      open: ["stlr"], acquire: ["swp", "dmb", "ldapr"], release: ["stlr"], close: ["cas"],
      slowPath: ["dmb", "ldapr", "ldadd"]))
}
