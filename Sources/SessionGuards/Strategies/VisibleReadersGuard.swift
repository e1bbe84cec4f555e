/// One table of readers for all sessions: a lease is an entry in it, found by a hash of the thread
/// and the slot, and the thread that closes a session looks through the table.
///
///     state of a slot, and the sessions that wait: see `DeferredTable`
///     readers, half as many again as participants:  the raw value of an id, or 0
///
/// The operations:
///
///     acquire   from the place that thread and slot give, the first entry that is 0 is exchanged
///               for the id; a fence, then a look at the state. OPEN with this generation: granted.
///               Otherwise: the entry = 0, refuse.
///     release   the entry = 0.
///     close     an exchange takes OPEN away. Its caller has won; the slot waits.
///     quiesce   if this participant has closed sessions since: a fence. Then, for each that it
///               closed, a scan of the table. One that no entry names is reclaimed; the others are
///               kept.
///     open      a store of {OPEN, next generation}.
///
/// Why it is safe: the fence of a lease and that of a collection are in one order. If the lease's
/// came second, its look saw that OPEN was gone, and there is no lease. So it came first, and the
/// scan finds its entry there or released. An entry is one thread's from its exchange until it
/// stores 0, and what a former holder did is handed on by that store and the exchange after it.
///
/// A thread has at most one lease, so that a third of the entries are free and a search ends.
/// Threads that lease one session begin at different entries; those that lease different ones may
/// meet, and then write to one cache line. No memory is needed for a session or for a thread's
/// sessions, whatever their number.
///
/// Early: once OPEN is gone no look finds it. Reclaims in `quiesce`, never in `release`.
///
/// Source: D. Dice and A. Kogan, "BRAVO: Biased Locking for Reader-Writer Locks", USENIX ATC 2019,
/// whose readers take the lock itself where their entry is taken.
@frozen
public struct VisibleReadersGuard<W: Word & ~Copyable>: SessionGuard, ~Copyable {
  public typealias Fault = W.Fault
  @inlinable public static var strategy: Strategy { .visibleReaders }

  /// For the package: the mutants among its tests rewrite one method of a right guard.
  @usableFromInline package let sessions: DeferredTable<W>
  @usableFromInline package let readers: SlotTable<W>
  /// The last entry; their number is a power of two.
  @usableFromInline package let last: Slot

  @inlinable
  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>
  ) {
    sessions = DeferredTable(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
      reclaim: reclaim)
    var count = 2
    while count < participantCount + participantCount / 2 { count *= 2 }
    readers = SlotTable(count: count) { _ in W(0) }
    last = Slot(count - 1)
  }

  @inlinable
  public func open(_ slot: Slot) throws(Fault) -> SessionID? { try sessions.open(slot) }

  /// Where the search of a thread begins; no two threads begin in one place for one slot.
  @inlinable @inline(__always)
  package func place(_ slot: Slot, _ me: borrowing Participant) -> Slot {
    // Fibonacci hashing (Knuth, volume 3, 6.4): the upper half is well mixed.
    let mixed = (slot &* 0x9E37_79B9) >> 16
    return (mixed &+ me.index) & last
  }

  @inlinable @inline(__always)
  public func acquire(
    _ id: SessionID, as me: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? {
    var entry = place(id.slot, me)
    // Relaxed: an exchange of any order hands on what the entry's former holders released.
    while try readers[entry].compareExchange(0, id.rawValue, .relaxed, "acquire.enter") != 0 {
      entry = (entry &+ 1) & last
    }
    try readers[entry].fenceAfterUpdate("acquire.fence")
    // Acquire: pairs with the releasing store of open; keeps all use of the session below it.
    let state = try sessions.entries[id.slot].state.load(.acquiring, "acquire.look")
    if state == DeferredTable<W>.live(id) { return Lease(id, tag: entry) }
    // Relaxed: the fence has released what the entry's former holders handed on.
    try readers[entry].store(0, .relaxed, "acquire.leave")
    return nil
  }

  @inlinable @inline(__always)
  public func release(
    _ lease: consuming Lease<Fault>, as _: borrowing Participant
  ) throws(Fault) {
    let entry = lease.tag
    _ = lease.end()
    // Release: pairs with the look of a scan; the teardown happens after this use.
    try readers[entry].store(0, .releasing, "release.leave")
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
      try readers[0].fence(.sequentiallyConsistent, "scan.fence")
    } isHeld: { (id) throws(Fault) in
      for index in 0...last {
        // Acquire: pairs with the releasing stores of its holders.
        if try readers[index].load(.acquiring, "scan.look") == id.rawValue { return true }
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
  /// One table of readers for all sessions.
  public static let visibleReaders = Strategy(
    name: "visible-readers",
    idea: "a lease is an entry in one table for all sessions, which a close looks through",
    closeRule: .early, isExclusive: false,
    source: "D. Dice, A. Kogan, BRAVO, USENIX ATC 2019",
    slowPaths: ["VisibleReadersGuard.collect"], x86Shape: ["lock cmpxchg"],
    // The `ldadd` is not the guard's: it retains what `reclaim` closes over.
    armShape: ArmShape(
      open: ["stlr"], acquire: ["cas", "cas", "dmb", "ldapr"], release: ["stlr"], close: ["cas"],
      slowPath: ["dmb", "ldapr", "ldapr", "ldadd"]))
}
