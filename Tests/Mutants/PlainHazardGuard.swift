public import SessionGuards

/// A sketch of a hazard guard: each participant has one word, which names the session that it holds
/// or asks for, and a closed session is reclaimed by a scan that finds no holder.
///
///     state, one for each slot:         63 ... 34 | 33      | 32   | 31 ....... 0
///                                       –         | PENDING | OPEN | generation
///     held, one for each participant:   the raw value of an id, or 0
///
/// What each call does:
///
///     acquire   exchange held for the id, then look at state. OPEN with this generation: granted.
///               Else held = 0, refused.
///     release   held = 0.
///     close     one exchange of {OPEN, generation} for {PENDING, generation}: its caller has
///               won, and scans.
///     scan      looks at held of every participant. None names the id: one exchange of {PENDING,
///               generation} for {generation}; the caller that makes it reclaims.
///     quiesce   exchange held for 0, then scan for every slot that is PENDING.
///     open      a store of {OPEN, next generation}.
///
/// Why it is safe: these accesses are sequentially consistent: the publication in acquire and the
/// look after it, the flag of close and the look of quiesce, and every look of a scan. A lease is
/// granted when its look came before the flag in their one order, so that its publication came
/// before the scan, which meets it until it is withdrawn. A scan that meets no name came after
/// every withdrawal, and its acquiring looks make the teardown happen after the use: withdrawals
/// release, a refusal's as well, since a look that meets a refusal's zero must see what the leases
/// before it did. PENDING of one generation is left once, by one exchange.
///
/// Why nothing is left: a scan that meets a name leaves the session PENDING. The participant of
/// that name withdraws it and quiesces later, by an exchange of its word and then a look at the
/// slot: either the look comes after the flag and sees PENDING, or the exchange comes before the
/// flag, and thus before the scan, which met no name then. A plain store would not do: it may still
/// be on its way when the look is made.
///
/// Early: after the flag no look finds OPEN. A participant has one lease at most, so that one word
/// is enough. Reclaims in `close` and `quiesce`, never in `release`.
///
/// Source: M. Michael, "Hazard Pointers" (2004), with the id in the place of the pointer.
public struct PlainHazardGuard<W: Word & ~Copyable, S: Scan>: SessionGuard, ~Copyable {
  public typealias Fault = W.Fault
  public static var strategy: Strategy {
    Strategy(
      name: S.omission.map { "hazard-without-\($0)" } ?? "plain-hazard",
      idea: "a word for each participant names what it holds; a close scans them",
      closeRule: .early, isExclusive: false, source: "M. Michael, Hazard Pointers, 2004")
  }

  private let states: SlotTable<W>
  private let held: SlotTable<W>
  private let lastGeneration: UInt32
  private let reclaim: Reclaim<Fault>

  private static var open: UInt64 { 1 << 32 }
  private static var pending: UInt64 { 1 << 33 }

  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>
  ) {
    states = SlotTable(count: slotCount) { _ in W(0) }
    held = SlotTable(count: participantCount) { _ in W(0) }
    self.lastGeneration = lastGeneration
    self.reclaim = reclaim
  }

  public func open(_ slot: Slot) throws(Fault) -> SessionID? {
    // Relaxed: only the slot's owner changes a word that is neither OPEN nor PENDING.
    let last = UInt32(truncatingIfNeeded: try states[slot].load(.relaxed, "open.generation"))
    guard last < lastGeneration else { return nil }
    // Release: pairs with the look of acquire, which then sees all that the owner prepared.
    try states[slot].store(Self.open | UInt64(last + 1), .releasing, "open.publish")
    return SessionID(slot: slot, generation: last + 1)
  }

  public func acquire(
    _ id: SessionID, as me: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? {
    // Sequentially consistent, both: no scan that comes after this look misses the publication.
    _ = try held[me.index].exchange(id.rawValue, .sequentiallyConsistent, "acquire.publish")
    let word = try states[id.slot].load(.sequentiallyConsistent, "acquire.look")
    if word == Self.open | UInt64(id.generation) { return Lease(id) }
    // Release: a scan that meets this zero sees the uses of this participant's former leases.
    try held[me.index].store(0, .releasing, "acquire.withdraw")
    return nil
  }

  public func release(
    _ lease: consuming Lease<Fault>, as me: borrowing Participant
  ) throws(Fault) {
    _ = lease.end()
    // Release: pairs with the look of a scan; the teardown happens after this use.
    try held[me.index].store(0, .releasing, "release.withdraw")
  }

  public func close(_ id: SessionID, as _: borrowing Participant) throws(Fault) -> Bool {
    let live = Self.open | UInt64(id.generation)
    // Sequentially consistent: looks that found OPEN come before it, and the scan after it.
    let old = try states[id.slot].compareExchange(
      live, Self.pending | UInt64(id.generation), .sequentiallyConsistent, "close.flag")
    guard old == live else { return false }
    try reclaimIfNotHeld(id)
    return true
  }

  public func quiesce(as me: borrowing Participant) throws(Fault) {
    // Sequentially consistent, both: a scan that comes before this look meets the exchange's zero.
    _ = try held[me.index].exchange(0, .sequentiallyConsistent, "quiesce.withdraw")
    for slot in 0..<Slot(states.count) {
      let word = try states[slot].load(.sequentiallyConsistent, "quiesce.look")
      if word & Self.pending != 0 {
        try reclaimIfNotHeld(
          SessionID(slot: slot, generation: UInt32(truncatingIfNeeded: word)))
      }
    }
  }

  /// Scans; the session was PENDING when its caller looked.
  private func reclaimIfNotHeld(_ id: SessionID) throws(Fault) {
    for index in 0..<held.count where S.looks(at: index, of: held.count) {
      // Sequentially consistent: it comes after the flag, and acquires what a withdrawal released.
      let name = try held[UInt32(index)].load(.sequentiallyConsistent, "scan.look")
      if name == id.rawValue { return }
    }
    let closed = Self.pending | UInt64(id.generation)
    // Acquire: with the flag of close, what the closer did. Release: with what opens the slot.
    let old = try states[id.slot].compareExchange(
      closed, UInt64(id.generation), .acquiringAndReleasing, "scan.claim")
    if old == closed { try reclaim(id) }
  }
}
