public import SessionGuards

/// A sketch of a guard that reclaims in `quiesce` alone, once every participant has said that it
/// holds nothing since the close. A lease is a look at the slot's word.
///
/// Why it is safe: the closer takes the slot away before it raises `age`. A participant that has
/// seen the new age in `quiesce` has seen the slot taken away, and is granted nothing more there;
/// its earlier leases are back, and its releasing store says so to whichever participant scans.
/// Source: quiescent-state-based reclamation, McKenney and Slingwine, PDCS 1998.
public struct QuiescentGuard<S: Scan, W: Word & ~Copyable>: SessionGuard, ~Copyable {
  public typealias Fault = W.Fault
  public static var strategy: Strategy {
    Strategy(
      name: S.omission.map { "quiescent-but-the-\($0)" } ?? "quiescent",
      idea: "reclaims when every participant has quiesced", closeRule: .early,
      isExclusive: false, source: "the tests; McKenney and Slingwine, PDCS 1998")
  }

  /// One slot: its generation with `live` while it is open, and the age at which it may be
  /// reclaimed; 0 if it is not closed.
  struct Entry: ~Copyable, Sendable {
    let state = W(0)
    let due = W(0)
  }

  private static var live: UInt64 { 1 << 32 }

  private let entries: SlotTable<Entry>
  /// The age that each participant has last seen.
  private let seen: SlotTable<W>
  private let age = W(0)
  private let lastGeneration: UInt32
  private let reclaim: Reclaim<Fault>

  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>
  ) {
    entries = SlotTable(count: slotCount) { _ in Entry() }
    seen = SlotTable(count: participantCount) { _ in W(0) }
    self.lastGeneration = lastGeneration
    self.reclaim = reclaim
  }

  public func open(_ slot: Slot) throws(Fault) -> SessionID? {
    // Relaxed: only the slot's owner writes the word of a free slot.
    let last = try entries[slot].state.load(.relaxed, "open.look")
    guard last < UInt64(lastGeneration) else { return nil }
    // Release: pairs with the acquiring load of acquire.
    try entries[slot].state.store((last + 1) | Self.live, .releasing, "open.publish")
    return SessionID(slot: slot, generation: UInt32(truncatingIfNeeded: last) + 1)
  }

  public func acquire(
    _ id: SessionID, as _: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? {
    // Acquire: pairs with the releasing store of open.
    let state = try entries[id.slot].state.load(.acquiring, "acquire.look")
    return state == UInt64(id.generation) | Self.live ? Lease(id) : nil
  }

  public func release(
    _ lease: consuming Lease<Fault>, as _: borrowing Participant
  ) throws(Fault) { _ = lease.end() }

  public func close(_ id: SessionID, as _: borrowing Participant) throws(Fault) -> Bool {
    let live = UInt64(id.generation) | Self.live
    // Acquire: what this session's opener did comes before what its closer does.
    let old = try entries[id.slot].state.compareExchange(
      live, UInt64(id.generation), .acquiring, "close.state")
    guard old == live else { return false }
    // Release: a thread that sees the new age sees the slot taken away.
    let due = try age.add(1, .acquiringAndReleasing, "close.age") + 1
    // Release: hands the close on to the participant that scans.
    try entries[id.slot].due.store(due, .releasing, "close.due")
    return true
  }

  public func quiesce(as me: borrowing Participant) throws(Fault) {
    // Acquire: pairs with the releasing addition of close.
    let now = try age.load(.acquiring, "quiesce.age")
    // Release: pairs with the acquiring load of scan; this participant's uses come before it.
    try seen[me.index].store(now, .releasing, "quiesce.seen")
    for slot in 0..<Slot(entries.count) {
      // Acquire: pairs with the releasing store of close.
      let due = try entries[slot].due.load(.acquiring, "quiesce.due")
      if due != 0, try isOver(due) { try end(slot, due) }
    }
  }

  private func isOver(_ due: UInt64) throws(Fault) -> Bool {
    for participant in 0..<seen.count where S.looks(at: participant, of: seen.count) {
      // Acquire: pairs with the releasing store of quiesce.
      if try seen[Slot(participant)].load(.acquiring, "scan.seen") < due { return false }
    }
    return true
  }

  private func end(_ slot: Slot, _ due: UInt64) throws(Fault) {
    // Acquire: only one participant claims it, and it has seen all that the scan has.
    guard try entries[slot].due.compareExchange(due, 0, .acquiring, "end.claim") == due
    else { return }
    // Relaxed: it was written before the close was handed on.
    let state = try entries[slot].state.load(.relaxed, "end.id")
    try reclaim(
      SessionID(slot: slot, generation: UInt32(truncatingIfNeeded: state)))
  }
}
