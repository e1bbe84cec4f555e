/// The slots of a guard that reclaims later: the session of each, and those that are closed and
/// wait for their reclaim.
///
///     state, one for each slot:         63 ... 33 | 32   | 31 ....... 0
///                                       –         | OPEN | generation
///     lists, one for each participant:  63 ... 32 | 31 ... 0
///                                       kept      | fresh
///     next, one for each slot:          the slot below it in its list, plus one; or 0
///
/// A list is the slot on its top, plus one; or 0. `close` takes OPEN away by an exchange, and its
/// winner puts the slot on its participant's fresh list. In `quiesce` that participant, and no
/// other, reclaims those that no lease holds and keeps the others. So the lists have one thread at
/// a time, and need no order. A participant that has closed sessions goes on to call `quiesce`
/// until they are reclaimed, as a reactor does.
///
/// What waits is what was closed since the last `quiesce`, and what is held.
@frozen
public struct DeferredTable<W: Word & ~Copyable>: ~Copyable, Sendable {
  @usableFromInline
  @frozen
  package struct Entry: ~Copyable, Sendable {
    @usableFromInline package let state: W
    @usableFromInline let next: W
    @inlinable init() {
      state = W(0)
      next = W(0)
    }
  }

  @usableFromInline package let entries: RundownTable<Entry, W.Fault>
  @usableFromInline let lists: SlotTable<W>
  @usableFromInline let lastGeneration: UInt32

  /// The state of a session that is open.
  @inlinable @inline(__always)
  package static func live(_ id: SessionID) -> UInt64 { 1 << 32 | UInt64(id.generation) }

  @inlinable
  init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<W.Fault>
  ) {
    entries = RundownTable(count: slotCount, reclaim: reclaim) { _ in Entry() }
    lists = SlotTable(count: participantCount) { _ in W(0) }
    self.lastGeneration = lastGeneration
  }

  /// Begins the next session in a free slot.
  @inlinable
  func open(_ slot: Slot) throws(W.Fault) -> SessionID? {
    // Relaxed: only the slot's owner writes the word of a free slot.
    let word = try entries[slot].state.load(.relaxed, "open.generation")
    let last = UInt32(truncatingIfNeeded: word)
    guard last < lastGeneration else { return nil }
    let id = SessionID(slot: slot, generation: last + 1)
    // Release: pairs with the acquiring look of acquire, which then sees all the owner prepared.
    try entries[slot].state.store(Self.live(id), .releasing, "open.publish")
    return id
  }

  /// Ends the session for newcomers and puts it on the fresh list; false if it is not open.
  @inlinable @inline(__always)
  func close(
    _ id: SessionID, as me: borrowing Participant
  ) throws(W.Fault) -> Bool {
    let live = Self.live(id)
    // Relaxed: the fence before the closer's scan orders it, and a caller that has an id was
    // handed it after the open.
    let state = try entries[id.slot].state.compareExchange(
      live, UInt64(id.generation), .relaxed, "close.flag")
    guard state == live else { return false }
    // Relaxed, all three: only the participant's thread uses them.
    let old = try lists[me.index].load(.relaxed, "close.lists")
    try entries[id.slot].next.store(old & Self.fresh, .relaxed, "close.next")
    try lists[me.index].store(
      old & ~Self.fresh | UInt64(id.slot) + 1, .relaxed, "close.push")
    return true
  }

  @inlinable static var fresh: UInt64 { 1 << 32 - 1 }

  /// Asks for the state of a slot, which a lease only reads, as many threads may at once.
  @inlinable @inline(__always)
  func prefetch(_ slot: Slot, for use: UpcomingUse) {
    switch use {
    case .lease: entries.prefetchToRead(slot)
    case .close: entries.prefetchToWrite(slot)
    }
  }

  /// The sessions that wait and that this participant closed; 0 if there are none.
  @inlinable @inline(__always)
  package func waiting(for me: borrowing Participant) throws(W.Fault) -> UInt64 {
    // Relaxed: as in close.
    try lists[me.index].load(.relaxed, "quiesce.lists")
  }
}

// MARK: - Collecting, off the hot path

extension DeferredTable where W: ~Copyable {
  /// Reclaims those of a participant's waiting sessions that are not held; the others are kept.
  ///
  /// `afterLoss` runs first if any are fresh: it makes `isHeld` see every lease that was granted
  /// before OPEN was gone.
  @inlinable @inline(__always)
  package func collect(
    _ waiting: UInt64, for participant: UInt32, afterLoss: () throws(W.Fault) -> Void,
    isHeld: (SessionID) throws(W.Fault) -> Bool
  ) throws(W.Fault) {
    if waiting & Self.fresh != 0 { try afterLoss() }
    var kept: UInt64 = 0
    var list = waiting >> 32
    var isFresh = false
    while true {
      if list == 0 {
        if isFresh { break }
        list = waiting & Self.fresh
        isFresh = true
        continue
      }
      let id = try takeTop(of: &list)
      if try isHeld(id) {
        // Relaxed: as in close.
        try entries[id.slot].next.store(kept, .relaxed, "collect.next")
        kept = UInt64(id.slot) + 1
      } else {
        try entries.reclaim(id)
      }
    }
    // Relaxed: as in close.
    try lists[participant].store(kept << 32, .relaxed, "collect.keep")
  }

  /// The session on top of a list, which becomes the rest of it.
  @inlinable
  func takeTop(of list: inout UInt64) throws(W.Fault) -> SessionID {
    let slot = Slot(truncatingIfNeeded: list - 1)
    // Relaxed, both: as in close; the state of a closed session changes only after its reclaim.
    list = try entries[slot].next.load(.relaxed, "list.next")
    let state = try entries[slot].state.load(.relaxed, "list.id")
    return SessionID(slot: slot, generation: UInt32(truncatingIfNeeded: state))
  }

  /// Writes down which sessions wait.
  @inlinable @inline(__always)
  func keep(_ waiting: UInt64, for participant: UInt32) throws(W.Fault) {
    // Relaxed: as in close.
    try lists[participant].store(waiting, .relaxed, "batch.keep")
  }

  /// Reclaims all that is kept; returns what still waits: the fresh ones.
  @inlinable @inline(__always)
  func reclaimKept(_ waiting: UInt64, for participant: UInt32) throws(W.Fault) -> UInt64 {
    var list = waiting >> 32
    while list != 0 {
      let id = try takeTop(of: &list)
      try entries.reclaim(id)
    }
    // Relaxed: as in close.
    try lists[participant].store(waiting & Self.fresh, .relaxed, "batch.end")
    return waiting & Self.fresh
  }
}
