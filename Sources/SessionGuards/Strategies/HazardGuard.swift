/// Each participant has one word, in which it announces the session that it is about to use; the
/// threads that close pay for the order of that store.
///
///     state of a slot, and the slots that wait: see `DeferredTable`
///     held, one for each participant:   the raw value of an id, or 0
///
/// The operations:
///
///     acquire   held = id, a light fence, then a look at the state. OPEN with this generation:
///               granted. Otherwise: held = 0, refuse.
///     release   held = 0.
///     close     an exchange takes OPEN away. Its caller has won; the slot waits.
///     quiesce   if this participant has closed sessions since: one heavy fence for all of them.
///               Then, for each that it closed, a scan of every participant's word. A session that
///               none names is reclaimed; the others are kept.
///     open      a store of {OPEN, next generation}.
///
/// Why it is safe: take a lease of a session that is closed, and the heavy fence that comes between
/// the loss of OPEN and the scan. If the lease's light fence came after the heavy one, the look
/// after it saw that OPEN was gone, and there is no lease. So it came before it, and the scan reads
/// the announcement or something newer of that word: an announcement keeps the session, and
/// anything newer was stored by the participant after its use, and releases it to the scan. The
/// light fence is no instruction: on x86-64 the whole lease is two stores and a load.
///
/// Cost: a heavy fence is a system call, membarrier(2). One serves all that its thread has closed
/// since it last quiesced, in a reactor's batch of events for example. Where the kernel refuses it,
/// both fences become full ones: see `Word.lightFence`. At most one session for each participant is
/// kept, beside those closed since the last `quiesce`.
///
/// Early: once OPEN is gone no look finds it. Reclaims in `quiesce`, never in `release`.
///
/// Source: M. Michael, "Hazard Pointers", 2004, with the id in the place of the pointer; folly's
/// `Hazptr` and Linux's hazptr, with the asymmetric fences of C++ proposal P1202.
@frozen
public struct HazardGuard<W: Word & ~Copyable>: SessionGuard, ~Copyable {
  public typealias Fault = W.Fault
  @inlinable public static var strategy: Strategy { .hazard }

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
    // Release: a scan that reads it sees the uses of this participant's former leases.
    try held[me.index].store(id.rawValue, .releasing, "acquire.announce")
    try held[me.index].lightFence("acquire.fence")
    // Acquire: pairs with the releasing store of open; keeps all use of the session below it.
    let state = try sessions.entries[id.slot].state.load(.acquiring, "acquire.look")
    if state == DeferredTable<W>.live(id) { return Lease(id) }
    // Release: as above.
    try held[me.index].store(0, .releasing, "acquire.withdraw")
    return nil
  }

  @inlinable @inline(__always)
  public func release(
    _ lease: consuming Lease<Fault>, as me: borrowing Participant
  ) throws(Fault) {
    _ = lease.end()
    // Release: pairs with the acquiring look of a scan; the teardown happens after this use.
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

  /// Off the hot path, which would otherwise hold a system call.
  @inlinable @inline(never)
  package func collect(_ waiting: UInt64, for participant: UInt32) throws(Fault) {
    try collect(waiting, for: participant) { (_) throws(Fault) in false }
  }

  /// Reclaims what no hazard names and `isNeeded` does not want kept; it is asked after the scan.
  @inlinable @inline(__always)
  func collect(
    _ waiting: UInt64, for participant: UInt32,
    isNeeded: (SessionID) throws(Fault) -> Bool
  ) throws(Fault) {
    try sessions.collect(waiting, for: participant) { () throws(Fault) in
      try held[participant].heavyFence("scan.fence")
    } isHeld: { (id) throws(Fault) in
      for index in 0..<Slot(held.count) {
        // Acquire: pairs with the releasing stores of that participant.
        if try held[index].load(.acquiring, "scan.look") == id.rawValue { return true }
      }
      return try isNeeded(id)
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
  /// A hazard for each participant, announced by a plain store.
  public static let hazard = Strategy(
    name: "hazard", idea: "announce by a plain store; a close pays a membarrier and scans",
    closeRule: .early, isExclusive: false,
    source: "M. Michael, Hazard Pointers, 2004; folly Hazptr.h; Linux hazptr",
    slowPaths: ["full_fence", "HazardGuard.collect"], x86Shape: [],
    // No shape of `collect`: a heavy fence calls the system, which bare metal has not.
    armShape: ArmShape(
      open: ["stlr"], acquire: ["stlr", "ldapr", "stlr"], release: ["stlr"], close: ["cas"],
      slowPath: ["ldapr", "ldadd"]),
    hasTwin: true)
}
