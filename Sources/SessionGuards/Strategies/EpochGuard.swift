/// Each lease pins the epoch that it begins in. The epoch advances once every pin is of the present
/// one, and a session that was closed two epochs ago is reclaimed.
///
///     state of a slot, and the sessions that wait: see `DeferredTable`
///     pins, one for each participant:  the epoch that its lease pins; 0 if it has no lease
///     epoch, one for all:              1, and 1 more for each advance
///     due, one for each participant:   the epoch in which the sessions that it keeps may go
///
/// The operations:
///
///     acquire   exchange pin for epoch, a fence, then a look at the state. OPEN with this
///               generation: granted. Otherwise: pin = 0, refuse.
///     release   pin = 0.
///     close     an exchange takes OPEN away. Its caller has won; the slot waits.
///     quiesce   if this participant keeps no closed session, it keeps those that it has closed
///               since, due at epoch + 2. While it keeps any and every pin is 0 or of this epoch:
///               epoch + 1. They are reclaimed once epoch is as high as due.
///     open      a store of {OPEN, next generation}.
///
/// Why it is safe: the fence of a lease and that of a thread that has closed sessions are in one
/// order. If the lease's came second, its look saw that OPEN was gone, and there is no lease. So it
/// came first, and its pin is of an epoch no later than the newest, which the closer reads after
/// its fence. It may be older than the present epoch by the time it is there, because the epoch is
/// read first: then it stops the next advance, and if it is of the present one, the advance after
/// that. So two advances after the close the lease is back; its release is handed on from the scan
/// that read it to the thread that reads the epoch.
///
/// A lease holds up the end of **all** sessions for as long as it is out, and what is closed
/// meanwhile waits: garbage is bounded by what is closed while the longest lease is out.
///
/// Early: once OPEN is gone no look finds it. Reclaims in `quiesce`, never in `release`.
///
/// Source: K. Fraser, "Practical lock-freedom", 2004; crossbeam-epoch; Concurrency Kit's
/// `ck_epoch`.
@frozen
public struct EpochGuard<W: Word & ~Copyable>: SessionGuard, ~Copyable {
  public typealias Fault = W.Fault
  @inlinable public static var strategy: Strategy { .epoch }

  /// For the package: the mutants among its tests rewrite one method of a right guard.
  @usableFromInline package let sessions: DeferredTable<W>
  @usableFromInline package let pins: SlotTable<W>
  @usableFromInline let due: SlotTable<W>
  /// One word, on a cache line of its own.
  @usableFromInline package let epoch: SlotTable<W>

  @inlinable
  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>
  ) {
    sessions = DeferredTable(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
      reclaim: reclaim)
    pins = SlotTable(count: participantCount) { _ in W(0) }
    due = SlotTable(count: participantCount) { _ in W(0) }
    epoch = SlotTable(count: 1) { _ in W(1) }
  }

  @inlinable
  public func open(_ slot: Slot) throws(Fault) -> SessionID? { try sessions.open(slot) }

  @inlinable @inline(__always)
  public func acquire(
    _ id: SessionID, as me: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? {
    // Relaxed: the fence orders it, for a thread whose own fence comes later.
    let now = try epoch[0].load(.relaxed, "acquire.epoch")
    // Relaxed: an exchange hands on what the former lease's release released.
    _ = try pins[me.index].exchange(now, .relaxed, "acquire.pin")
    try pins[me.index].fenceAfterUpdate("acquire.fence")
    // Acquire: pairs with the releasing store of open; keeps all use of the session below it.
    let state = try sessions.entries[id.slot].state.load(.acquiring, "acquire.look")
    if state == DeferredTable<W>.live(id) { return Lease(id) }
    // Relaxed: the fence has released the uses of this participant's former leases.
    try pins[me.index].store(0, .relaxed, "acquire.unpin")
    return nil
  }

  @inlinable @inline(__always)
  public func release(
    _ lease: consuming Lease<Fault>, as me: borrowing Participant
  ) throws(Fault) {
    _ = lease.end()
    // Release: pairs with the look of a scan; the teardown happens after this use.
    try pins[me.index].store(0, .releasing, "release.unpin")
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
    var waiting = waiting
    repeat {
      var now: UInt64
      var end: UInt64
      if waiting >> 32 == 0 {
        waiting <<= 32
        try sessions.keep(waiting, for: participant)
        // Sequentially consistent: it comes after the loss of OPEN, and all that follows after it.
        try epoch[0].fence(.sequentiallyConsistent, "batch.fence")
        // Acquire, here and below: pairs with the releasing advance. An addition, because it reads
        // the newest epoch: an older one would be due too soon.
        now = try epoch[0].add(0, .acquiring, "batch.epoch")
        end = now + 2
        // Relaxed, here and below: only this participant's thread uses it.
        try due[participant].store(end, .relaxed, "batch.due")
      } else {
        end = try due[participant].load(.relaxed, "collect.due")
        now = try epoch[0].load(.acquiring, "collect.epoch")
      }
      while now < end {
        guard try advance(from: &now) else { return }
      }
      waiting = try sessions.reclaimKept(waiting, for: participant)
    } while waiting != 0
  }

  /// Advances the epoch, or sees that another thread has; false if a pin stands against it.
  @inlinable
  package func advance(from now: inout UInt64) throws(Fault) -> Bool {
    for index in 0..<Slot(pins.count) {
      // Acquire: pairs with the releasing stores of that participant.
      let pin = try pins[index].load(.acquiring, "scan.look")
      if pin != 0, pin != now { return false }
    }
    // Release: hands on what the scan acquired. Acquire: a thread that did it instead hands on to
    // this one.
    let old = try epoch[0].compareExchange(
      now, now + 1, .acquiringAndReleasing, "scan.advance")
    now = old == now ? now + 1 : old
    return true
  }

  @inlinable @inline(__always)
  public func prefetch(_ id: SessionID, for use: UpcomingUse) {
    sessions.prefetch(id.slot, for: use)
  }
}

extension Strategy {
  /// Epochs: a lease pins one.
  public static let epoch = Strategy(
    name: "epoch", idea: "a lease pins the epoch; a closed session waits until two have passed",
    closeRule: .early, isExclusive: false,
    source: "K. Fraser, Practical lock-freedom, 2004; crossbeam-epoch; ck_epoch",
    slowPaths: ["EpochGuard.collect"], x86Shape: ["xchg"],
    // The `ldadd` is not the guard's: it retains what `reclaim` closes over.
    armShape: ArmShape(
      open: ["stlr"], acquire: ["swp", "dmb", "ldapr"], release: ["stlr"],
      close: ["cas"], slowPath: ["dmb", "ldseta", "ldapr", "ldapr", "casal", "ldadd"]))
}
