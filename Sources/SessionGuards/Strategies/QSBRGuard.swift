/// A lease is a look. Participants say between their leases that they hold nothing, and a closed
/// session is reclaimed when every participant has said so since.
///
///     state of a slot, and the slots that wait: see `DeferredTable`
///     awake, one for each participant:  the age at which it took its first lease since it
///                                       quiesced; 0 if it has taken none
///     now, one for all:                 the age: 1, and 1 more for each batch of closed sessions
///     due, one for each participant:    the age at which the sessions that it keeps may go, all
///                                       at once
///
/// The operations:
///
///     acquire   if awake is 0: awake = now, a light fence. Then a look at the state. OPEN with
///               this generation: granted. Otherwise: refuse.
///     release   nothing.
///     close     an exchange takes OPEN away. Its caller has won; the slot waits.
///     quiesce   awake = 0. If this participant keeps no closed session, it keeps those that it has
///               closed since: a heavy fence, then now + 1, which is when they are due. They are
///               reclaimed once a scan finds each participant's awake 0, or as high as due.
///     open      a store of {OPEN, next generation}.
///
/// Why it is safe: a participant that holds a closed session has looked before OPEN was gone, after
/// the store of its awake and a light fence. Had that fence come after the heavy one, the look
/// would have found OPEN gone. So it came before, and the scan reads that store or something newer
/// of the word. That store keeps the session: its age is below the due one, since a participant
/// that reads the due age or a later one finds OPEN gone. Anything newer comes after a `quiesce`,
/// and releases the uses before it to the scan.
///
/// A participant that has taken no lease since it quiesced holds nothing up, however long it
/// sleeps. One that holds a lease, works or waits before it quiesces again holds up the end of all
/// sessions for as long, and what waits grows without bound.
///
/// Early: once OPEN is gone no look finds it. Reclaims in `quiesce`, never in `release`.
///
/// Source: quiescent-state-based reclamation, McKenney and Slingwine, PDCS 1998; userspace RCU's
/// `urcu-qsbr`, whose threads go offline as here; BIND 9's `isc_qsbr`.
@frozen
public struct QSBRGuard<W: Word & ~Copyable>: SessionGuard, ~Copyable {
  public typealias Fault = W.Fault
  @inlinable public static var strategy: Strategy { .qsbr }

  /// For the package: the mutants among its tests rewrite one method of a right guard.
  @usableFromInline package let sessions: DeferredTable<W>
  @usableFromInline package let awake: SlotTable<W>
  @usableFromInline let due: SlotTable<W>
  /// One word, on a cache line of its own.
  @usableFromInline package let now: SlotTable<W>

  @inlinable
  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>
  ) {
    sessions = DeferredTable(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
      reclaim: reclaim)
    awake = SlotTable(count: participantCount) { _ in W(0) }
    due = SlotTable(count: participantCount) { _ in W(0) }
    now = SlotTable(count: 1) { _ in W(1) }
  }

  @inlinable
  public func open(_ slot: Slot) throws(Fault) -> SessionID? { try sessions.open(slot) }

  @inlinable @inline(__always)
  public func acquire(
    _ id: SessionID, as me: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? {
    // Relaxed: no other thread writes it.
    if try awake[me.index].load(.relaxed, "acquire.awake") == 0 { try wake(me.index) }
    // Acquire: pairs with the releasing store of open; keeps all use of the session below it.
    let state = try sessions.entries[id.slot].state.load(.acquiring, "acquire.look")
    return state == DeferredTable<W>.live(id) ? Lease(id) : nil
  }

  @inlinable @inline(__always)
  func wake(_ participant: UInt32) throws(Fault) {
    // Relaxed: the fence below comes after it, and after the heavy one before the age that it
    // reads.
    let age = try now[0].load(.relaxed, "wake.age")
    // Release: a scan that reads it sees the uses before this participant quiesced.
    try awake[participant].store(age, .releasing, "wake.publish")
    try awake[participant].lightFence("wake.fence")
  }

  @inlinable @inline(__always)
  public func release(
    _ lease: consuming Lease<Fault>, as _: borrowing Participant
  ) throws(Fault) { _ = lease.end() }

  @inlinable
  public func close(_ id: SessionID, as me: borrowing Participant) throws(Fault) -> Bool {
    try sessions.close(id, as: me)
  }

  @inlinable @inline(__always)
  public func quiesce(as me: borrowing Participant) throws(Fault) {
    // Release: pairs with the acquiring look of a scan; the teardown happens after all uses.
    try awake[me.index].store(0, .releasing, "quiesce.rest")
    let waiting = try sessions.waiting(for: me)
    if waiting != 0 { try collect(waiting, for: me.index) }
  }

  /// Off the hot path, which would otherwise hold a system call.
  @inlinable @inline(never)
  package func collect(_ waiting: UInt64, for participant: UInt32) throws(Fault) {
    var waiting = waiting
    repeat {
      var age: UInt64
      if waiting >> 32 == 0 {
        waiting <<= 32
        try sessions.keep(waiting, for: participant)
        try now[0].heavyFence("batch.fence")
        // Relaxed: a thread that reads it passes a light fence after the heavy one, and finds OPEN
        // gone.
        age = try now[0].add(1, .relaxed, "batch.age") + 1
        // Relaxed, here and below: only this participant's thread uses it.
        try due[participant].store(age, .relaxed, "batch.due")
      } else {
        age = try due[participant].load(.relaxed, "collect.due")
      }
      for index in 0..<Slot(awake.count) {
        // Acquire: pairs with the releasing stores of that participant.
        let since = try awake[index].load(.acquiring, "scan.look")
        if since != 0, since < age { return }
      }
      waiting = try sessions.reclaimKept(waiting, for: participant)
    } while waiting != 0
  }

  @inlinable @inline(__always)
  public func prefetch(_ id: SessionID, for use: UpcomingUse) {
    sessions.prefetch(id.slot, for: use)
  }

  @inlinable @inline(__always)
  public static func asksAhead(for use: UpcomingUse) -> Bool { use == .close }
}

extension Strategy {
  /// Quiescent states: a lease is a look.
  public static let qsbr = Strategy(
    name: "qsbr", idea: "a lease is a load; threads say between leases that they hold nothing",
    closeRule: .early, isExclusive: false,
    source: "McKenney and Slingwine, PDCS 1998; urcu-qsbr; BIND 9 isc_qsbr",
    slowPaths: ["full_fence", "QSBRGuard.collect"], x86Shape: [],
    // The first lease since the last `quiesce` reads the age and publishes it. Of the `ldadd` one
    // is not the guard's: it retains what `reclaim` closes over.
    armShape: ArmShape(
      open: ["stlr"], acquire: ["ldapr", "stlr"], release: [], close: ["cas"],
      quiesce: ["stlr"],
      slowPath: ["ldadd", "ldapr", "ldadd"]),
    hasTwin: true)
}
