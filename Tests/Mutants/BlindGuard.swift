public import SessionGuards

/// A mutant of no guard: it grants every id, looks at no flag and no generation, and a close
/// reclaims at once.
public struct BlindGuard<W: Word & ~Copyable>: SessionGuard, ~Copyable {
  public typealias Fault = W.Fault

  public static var strategy: Strategy {
    Strategy(
      name: "blind", idea: "mutant: grants every id, releases at once", closeRule: .early,
      isExclusive: false, source: "the tests")
  }

  private let generations: SlotTable<W>
  private let reclaim: Reclaim<Fault>

  public init(
    slotCount: Int, participantCount _: Int, lastGeneration _: UInt32,
    reclaim: Reclaim<Fault>
  ) {
    generations = SlotTable(count: slotCount) { _ in W(0) }
    self.reclaim = reclaim
  }

  public func open(_ slot: Slot) throws(Fault) -> SessionID? {
    // Relaxed: only the slot's owner opens it.
    let last = try generations[slot].add(1, .relaxed, "open.next")
    return SessionID(slot: slot, generation: UInt32(truncatingIfNeeded: last) + 1)
  }

  public func acquire(
    _ id: SessionID, as _: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? {
    Lease(id)
  }

  public func release(
    _ lease: consuming Lease<Fault>, as _: borrowing Participant
  ) throws(Fault) {
    _ = lease.end()
  }

  public func close(_ id: SessionID, as _: borrowing Participant) throws(Fault) -> Bool {
    try reclaim(id)
    return true
  }
}
