public import SessionGuards

/// A sketch of a guard whose closer reclaims in `quiesce`, once it has seen each participant at
/// rest. A server must go on calling `quiesce` under it, on every thread that has taken a lease.
///
///     state, one for each slot:         32   | 31 ....... 0
///                                       OPEN | generation
///     closer, one for each slot:        its closer, plus one; 0 if it is not closed
///     unseen, one for each slot:        the participants not seen at rest since, one bit for each
///     awake, one for each participant:  1 from its first lease to its next `quiesce`
///
/// Why it is safe: a participant that is seen at rest after OPEN was gone has given back what it
/// took before, and finds OPEN gone when it looks again. The store of its awake and the look after
/// it, the loss of OPEN and the look at awake are in one total order.
public struct RestingGuard<W: Word & ~Copyable>: SessionGuard, ~Copyable {
  public typealias Fault = W.Fault
  public static var strategy: Strategy {
    Strategy(
      name: "resting", idea: "reclaims when every participant has been seen at rest",
      closeRule: .early, isExclusive: false, source: "the tests", participantLimit: 64)
  }

  struct Entry: ~Copyable, Sendable {
    let state = W(0)
    let closer = W(0)
    let unseen = W(0)
  }

  private let entries: SlotTable<Entry>
  private let awake: SlotTable<W>
  private let lastGeneration: UInt32
  private let reclaim: Reclaim<Fault>
  /// How many calls of `quiesce` have found a session that their participant had closed.
  public let scans = W(0)

  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>
  ) {
    precondition(participantCount <= 64, "a word has a bit for 64 participants")
    entries = SlotTable(count: slotCount) { _ in Entry() }
    awake = SlotTable(count: participantCount) { _ in W(0) }
    self.lastGeneration = lastGeneration
    self.reclaim = reclaim
  }

  private static func live(_ id: SessionID) -> UInt64 { 1 << 32 | UInt64(id.generation) }

  public func open(_ slot: Slot) throws(Fault) -> SessionID? {
    // Relaxed: only the slot's owner writes the word of a free slot.
    let last = UInt32(truncatingIfNeeded: try entries[slot].state.load(.relaxed, "open.look"))
    guard last < lastGeneration else { return nil }
    let id = SessionID(slot: slot, generation: last + 1)
    // Release: pairs with the acquiring look of acquire.
    try entries[slot].state.store(Self.live(id), .releasing, "open.publish")
    return id
  }

  public func acquire(
    _ id: SessionID, as me: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? {
    // Sequentially consistent, both: no closer sees a thread at rest whose look found OPEN.
    _ = try awake[me.index].exchange(1, .sequentiallyConsistent, "acquire.wake")
    let state = try entries[id.slot].state.load(.sequentiallyConsistent, "acquire.look")
    return state == Self.live(id) ? Lease(id) : nil
  }

  public func release(
    _ lease: consuming Lease<Fault>, as _: borrowing Participant
  ) throws(Fault) { _ = lease.end() }

  public func close(_ id: SessionID, as me: borrowing Participant) throws(Fault) -> Bool {
    // Sequentially consistent: granted looks come before it, and the scans after it.
    let state = try entries[id.slot].state.compareExchange(
      Self.live(id), UInt64(id.generation), .sequentiallyConsistent, "close.flag")
    guard state == Self.live(id) else { return false }
    let all = awake.count == 64 ? UInt64.max : 1 << UInt64(awake.count) - 1
    // Relaxed, both: only the closer's thread uses them.
    try entries[id.slot].unseen.store(all, .relaxed, "close.unseen")
    try entries[id.slot].closer.store(UInt64(me.index) + 1, .relaxed, "close.closer")
    return true
  }

  public func quiesce(as me: borrowing Participant) throws(Fault) {
    // Release: pairs with the look of a scan; the teardown happens after this thread's uses.
    try awake[me.index].store(0, .releasing, "quiesce.rest")
    var resting: UInt64?
    for slot in 0..<Slot(entries.count) {
      // Relaxed, both: another participant's mark is not this one's, whatever it is.
      guard try entries[slot].closer.load(.relaxed, "quiesce.closer") == UInt64(me.index) + 1
      else { continue }
      let unseen = try entries[slot].unseen.load(.relaxed, "quiesce.unseen")
      if resting == nil { resting = try scan() }
      let seen = resting ?? 0
      if unseen & ~seen == 0 { try end(slot) } else { try keep(slot, unseen & ~seen) }
    }
  }

  /// The participants that are at rest, one bit for each.
  private func scan() throws(Fault) -> UInt64 {
    // Relaxed: a count.
    _ = try scans.add(1, .relaxed, "scan.number")
    var resting: UInt64 = 0
    for participant in 0..<Slot(awake.count) {
      // Sequentially consistent: it comes after the loss of OPEN, and acquires what `quiesce`
      // released.
      if try awake[participant].load(.sequentiallyConsistent, "scan.look") == 0 {
        resting |= 1 << UInt64(participant)
      }
    }
    return resting
  }

  private func keep(_ slot: Slot, _ unseen: UInt64) throws(Fault) {
    // Relaxed: only the closer's thread uses it.
    try entries[slot].unseen.store(unseen, .relaxed, "keep.unseen")
  }

  private func end(_ slot: Slot) throws(Fault) {
    // Relaxed, both: as above.
    try entries[slot].closer.store(0, .relaxed, "end.closer")
    let state = try entries[slot].state.load(.relaxed, "end.id")
    try reclaim(SessionID(slot: slot, generation: UInt32(truncatingIfNeeded: state)))
  }
}
