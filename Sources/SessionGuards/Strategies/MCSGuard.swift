/// A queue lock held for the lease: each thread spins on a line of its own.
///
///     tail:   63 ... 33 | 32 ............ 0      of each slot
///             –         | the last thread of its queue, as participant + 1; 0 if it is free
///     state:  63 ... 33 | 32   | 31 ..... 0      of each slot
///             –         | OPEN | generation
///     next:   the thread behind, as participant + 1; 0 while there is none      of each thread
///     waits:  1 until the thread before hands the lock over                     of each thread
///
/// A thread has at most one lease, so that one node for each thread is enough. The operations:
///
///     acquire   next = 0, then exchanges the tail for itself. If it held a thread: waits = 1,
///               next of that thread = itself, and spins until that thread takes `waits` down. Then
///               looks at the state, and gives the lock back if it shows another session.
///     release   with no thread behind it: exchanges itself in the tail for 0. If that fails, one
///               is coming: waits until it is there. Takes the `waits` of the one behind it down.
///     close     under a lease: takes OPEN down.
///     open      a store of {OPEN, next generation}, without the lock.
///
/// Why it is safe: the exchanges of the tail put the threads in one order, and each but the first
/// waits until the one before it hands over. `open` needs no lock, nor a node: the owner of a slot
/// is the only thread that writes the state of a closed session, and a close writes only that of an
/// open one.
///
/// Fair, and a hand-over touches the line of one waiter, whereas all waiters of a `ticket` fetch
/// one line. As there, a waiter that the system has put aside is waited for by all behind it.
///
/// Source: Mellor-Crummey and Scott, "Algorithms for scalable synchronization", TOCS 1991.
@frozen
public struct MCSGuard<W: Word & ~Copyable>: SessionGuard, ~Copyable {
  public typealias Fault = W.Fault
  @inlinable public static var strategy: Strategy { .mcs }

  @usableFromInline
  @frozen
  package struct Entry: ~Copyable, Sendable {
    @usableFromInline package let tail: W
    @usableFromInline package let state: W
    @inlinable init() {
      tail = W(0)
      state = W(0)
    }
  }

  @usableFromInline
  @frozen
  package struct Node: ~Copyable, Sendable {
    @usableFromInline package let next: W
    @usableFromInline package let waits: W
    @inlinable init() {
      next = W(0)
      waits = W(0)
    }
  }

  /// For the package: the mutants among its tests rewrite one method of a right guard.
  @usableFromInline package let entries: SlotTable<Entry>
  @usableFromInline package let nodes: SlotTable<Node>
  @usableFromInline let lastGeneration: UInt32
  @usableFromInline let reclaim: Reclaim<Fault>

  @inlinable
  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>
  ) {
    entries = SlotTable(count: slotCount) { _ in Entry() }
    nodes = SlotTable(count: participantCount) { _ in Node() }
    self.lastGeneration = lastGeneration
    self.reclaim = reclaim
  }

  @inlinable
  static func live(_ id: SessionID) -> UInt64 { 1 << 32 | UInt64(id.generation) }

  @inlinable
  public func open(_ slot: Slot) throws(Fault) -> SessionID? {
    // Relaxed: only the slot's owner writes a closed state.
    let last = try entries[slot].state.load(.relaxed, "open.generation")
    guard last < UInt64(lastGeneration) else { return nil }
    let id = SessionID(slot: slot, generation: UInt32(truncatingIfNeeded: last) + 1)
    // Release: pairs with the acquiring look of acquire, which then sees all the owner prepared.
    try entries[slot].state.store(Self.live(id), .releasing, "open.publish")
    return id
  }

  @inlinable @inline(__always)
  public func acquire(
    _ id: SessionID, as me: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? {
    // Relaxed: the exchange publishes it to the thread behind.
    try nodes[me.index].next.store(0, .relaxed, "acquire.reset")
    // Acquire: pairs with the releasing exchange of unlock; sees all that the last holder did.
    // Release: pairs with the same exchange of the thread behind, whose `next` replaces this 0.
    let before = try entries[id.slot].tail.exchange(
      UInt64(me.index) + 1, .acquiringAndReleasing, "acquire.queue")
    if before != 0 { try Self.wait(nodes, me.index, behind: before) }
    // Acquire: pairs with the releasing store of open; keeps all use of the session below it.
    if try entries[id.slot].state.load(.acquiring, "acquire.look") != Self.live(id) {
      try unlock(id.slot, me.index)
      return nil
    }
    return Lease(id)
  }

  @inlinable @inline(never)
  static func wait(
    _ nodes: borrowing SlotTable<Node>, _ me: UInt32, behind before: UInt64
  ) throws(Fault) {
    // Relaxed: the store of `next` publishes it to the thread before.
    try nodes[me].waits.store(1, .relaxed, "wait.begin")
    // Release: pairs with the acquiring load of handOver; the 0 of the thread before then replaces
    // this 1.
    try nodes[Slot(truncatingIfNeeded: before - 1)].next.store(
      UInt64(me) + 1, .releasing, "wait.link")
    repeat {
      try nodes[me].waits.wait(while: 1, "wait.spin")
      // Acquire: pairs with the releasing store of handOver; sees all that the last holder did.
    } while try nodes[me].waits.load(.acquiring, "wait.turn") != 0
  }

  @inlinable @inline(__always)
  public func release(
    _ lease: consuming Lease<Fault>, as me: borrowing Participant
  ) throws(Fault) { try unlock(lease.end().slot, me.index) }

  @inlinable
  public func close(_ id: SessionID, as me: borrowing Participant) throws(Fault) -> Bool {
    guard let lease = try acquire(id, as: me) else { return false }
    // Relaxed: the lease is the lock, and its release publishes it.
    try entries[id.slot].state.store(UInt64(id.generation), .relaxed, "close.flag")
    try release(lease, as: me)
    try reclaim(id)
    return true
  }

  @inlinable @inline(__always)
  func unlock(_ slot: Slot, _ me: UInt32) throws(Fault) {
    // Relaxed: a guess; handOver looks again.
    if try nodes[me].next.load(.relaxed, "unlock.look") == 0 {
      // Release: pairs with the acquiring exchange of acquire.
      let last = try entries[slot].tail.compareExchange(
        UInt64(me) + 1, 0, .releasing, "unlock.leave")
      if last == UInt64(me) + 1 { return }
    }
    try Self.handOver(nodes, me)
  }

  @inlinable @inline(never)
  static func handOver(_ nodes: borrowing SlotTable<Node>, _ me: UInt32) throws(Fault) {
    while true {
      // Acquire: pairs with the releasing store of wait; the hand-over comes after `waits` = 1.
      let behind = try nodes[me].next.load(.acquiring, "pass.look")
      if behind == 0 {
        try nodes[me].next.wait(while: 0, "pass.wait")
        continue
      }
      // Release: pairs with the acquiring load of wait.
      try nodes[Slot(truncatingIfNeeded: behind - 1)].waits.store(0, .releasing, "pass.end")
      return
    }
  }

  @inlinable @inline(__always)
  public func prefetch(_ id: SessionID, for _: UpcomingUse) { entries.prefetchToWrite(id.slot) }
}

extension Strategy {
  /// A queue lock, held for the lease.
  public static let mcs = Strategy(
    name: "mcs", idea: "queue lock, each thread spinning on its own line; held for the lease",
    closeRule: .early, isExclusive: true,
    source: "Mellor-Crummey and Scott, TOCS 1991; ck_spinlock",
    slowPaths: ["MCSGuard.wait", "MCSGuard.handOver"],
    x86Shape: ["lock cmpxchg", "lock cmpxchg", "xchg"],
    armShape: ArmShape(
      open: ["stlr"], acquire: ["swpal", "ldapr", "casl"], release: ["casl"],
      close: ["swpal", "ldapr", "casl"], slowPath: ["ldapr", "stlr"],
      earlierSlowPaths: [["ldapr", "stlr"]]))
}
