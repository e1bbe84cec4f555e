/// Nothing at all: the floor, which shows what the harness itself costs.
///
///     word: 63 ... 33 | 32   | 31 ....... 0
///           –         | OPEN | generation
///
/// It keeps enough to open and close sessions one after the other, and looks at none of it in
/// `acquire`. Why it is safe: it is not. It runs only where no close can race a lease.
@frozen
public struct UnguardedGuard<W: Word & ~Copyable>: SessionGuard, ~Copyable {
  public typealias Fault = W.Fault
  @inlinable public static var strategy: Strategy { .unguarded }

  @usableFromInline let words: SlotTable<W>
  @usableFromInline let lastGeneration: UInt32
  @usableFromInline let reclaim: Reclaim<Fault>

  @inlinable static var isOpen: UInt64 { 1 << 32 }

  @inlinable
  public init(
    slotCount: Int, participantCount _: Int, lastGeneration: UInt32,
    reclaim: Reclaim<Fault>
  ) {
    words = SlotTable(count: slotCount) { _ in W(0) }
    self.lastGeneration = lastGeneration
    self.reclaim = reclaim
  }

  @inlinable
  public func open(_ slot: Slot) throws(Fault) -> SessionID? {
    // Relaxed: only the slot's owner opens and closes it.
    let last = UInt32(truncatingIfNeeded: try words[slot].load(.relaxed, "open.generation"))
    guard last < lastGeneration else { return nil }
    let id = SessionID(slot: slot, generation: last + 1)
    // Relaxed: as above.
    try words[slot].store(Self.isOpen | UInt64(id.generation), .relaxed, "open.publish")
    return id
  }

  @inlinable @inline(__always)
  public func acquire(
    _ id: SessionID, as _: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? { Lease(id) }

  @inlinable @inline(__always)
  public func release(
    _ lease: consuming Lease<Fault>, as _: borrowing Participant
  ) throws(Fault) { _ = lease.end() }

  @inlinable
  public func close(_ id: SessionID, as _: borrowing Participant) throws(Fault) -> Bool {
    // Relaxed, both: only the slot's owner opens and closes it.
    let word = try words[id.slot].load(.relaxed, "close.look")
    guard word == Self.isOpen | UInt64(id.generation) else { return false }
    try words[id.slot].store(UInt64(id.generation), .relaxed, "close.flag")
    try reclaim(id)
    return true
  }

  @inlinable @inline(__always)
  public func prefetch(_ id: SessionID, for _: UpcomingUse) { words.prefetchToWrite(id.slot) }

  @inlinable @inline(__always)
  public static func asksAhead(for _: UpcomingUse) -> Bool { false }
}

extension Strategy {
  /// Nothing at all.
  public static let unguarded = Strategy(
    name: "unguarded", idea: "nothing; only where no close can race: the floor",
    closeRule: .unprotected, isExclusive: false, source: "lockhammer's `empty`",
    x86Shape: [], armShape: ArmShape(open: [], acquire: [], release: [], close: []),
    exemptions: [
      Exemption(
        from: .proof,
        because: "the floor promises nothing, and runs only where no close can race"),
      Exemption(from: .mutants, because: "the floor promises nothing that a mutant could break"),
    ])
}
