/// `hazard` with a count beside it: a lease that is to outlive a suspension is promoted to a
/// counted reference, which belongs to no thread.
///
///     all of `HazardGuard`'s words, and
///     references, one for each slot:  how many are out
///
/// The operations are those of `hazard`, and two more:
///
///     promote   under a lease: references + 1, then the lease goes back.
///     drop      references - 1, on any thread.
///     quiesce   as in `hazard`; a session of which references are out is kept as well.
///
/// Why it is safe: a reference is counted while the hazard is there. A scan that finds the hazard
/// gone has read its withdrawal, which hands the count on, and looks at the count only then. After
/// the loss of OPEN there are no new leases, so that a count that is 0 after the scan stays 0; what
/// its last reference did is handed on by the drop.
///
/// A lease that is not promoted costs what it costs in `hazard`; a promoted one two additions. What
/// is kept is bounded by the references that are out.
///
/// Early: once OPEN is gone no look finds it. Reclaims in `quiesce`, never in `release` or `drop`.
///
/// Source: M. Desnoyers, "Hazard pointers with reference counter" (hpref), Kernel Recipes 2024.
@frozen
public struct HazardPromoteGuard<W: Word & ~Copyable>: PromotingGuard, ~Copyable {
  public typealias Fault = W.Fault
  @inlinable public static var strategy: Strategy { .hazardPromote }
  @inlinable public static var promotedStrategy: Strategy { .hazardPromoted }

  /// For the package: the mutants among its tests rewrite one method of a right guard.
  @usableFromInline package let hazards: HazardGuard<W>
  @usableFromInline package let references: SlotTable<W>

  @inlinable
  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>
  ) {
    hazards = HazardGuard(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
      reclaim: reclaim)
    references = SlotTable(count: slotCount) { _ in W(0) }
  }

  @inlinable
  public func open(_ slot: Slot) throws(Fault) -> SessionID? { try hazards.open(slot) }

  @inlinable @inline(__always)
  public func acquire(
    _ id: SessionID, as me: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? { try hazards.acquire(id, as: me) }

  @inlinable @inline(__always)
  public func release(
    _ lease: consuming Lease<Fault>, as me: borrowing Participant
  ) throws(Fault) { try hazards.release(lease, as: me) }

  @inlinable @inline(__always)
  public func promote(
    _ lease: consuming Lease<Fault>, as me: borrowing Participant
  ) throws(Fault) -> SessionReference<Fault> {
    let id = lease.id
    // Relaxed: the withdrawal hands it on to a scan, which is followed by a look at it.
    _ = try references[id.slot].add(1, .relaxed, "promote.count")
    try hazards.release(lease, as: me)
    return SessionReference(id)
  }

  @inlinable @inline(__always)
  public func drop(_ reference: consuming SessionReference<Fault>) throws(Fault) {
    // Release: pairs with the acquiring look of a collection; the teardown happens after this use.
    _ = try references[reference.end().slot].add(0 &- 1, .releasing, "drop.count")
  }

  @inlinable
  public func close(_ id: SessionID, as me: borrowing Participant) throws(Fault) -> Bool {
    try hazards.close(id, as: me)
  }

  @inlinable @inline(__always)
  public func quiesce(as me: borrowing Participant) throws(Fault) {
    let waiting = try hazards.sessions.waiting(for: me)
    if waiting != 0 { try collect(waiting, for: me.index) }
  }

  /// Off the hot path, which would otherwise hold a system call.
  @inlinable @inline(never)
  package func collect(_ waiting: UInt64, for participant: UInt32) throws(Fault) {
    try hazards.collect(waiting, for: participant) { (id) throws(Fault) in
      // Acquire: pairs with the releasing additions of drop.
      try references[id.slot].load(.acquiring, "collect.count") != 0
    }
  }

  @inlinable @inline(__always)
  public func prefetch(_ id: SessionID, for use: UpcomingUse) { hazards.prefetch(id, for: use) }

  @inlinable @inline(__always)
  public static func asksAhead(for use: UpcomingUse) -> Bool { use == .close }
}

extension Strategy {
  /// Hazards whose leases may be promoted to counted references.
  public static let hazardPromote = Strategy(
    name: "hazard-promote",
    idea: "hazard, whose lease may become a counted reference that outlives a suspension",
    closeRule: .early, isExclusive: false,
    source: "M. Desnoyers, hpref, Kernel Recipes 2024",
    slowPaths: ["full_fence", "HazardPromoteGuard.collect"], x86Shape: [],
    // The `ldadd` is not the guard's: it retains what `reclaim` closes over.
    armShape: ArmShape(
      open: ["stlr"], acquire: ["stlr", "ldapr", "stlr"], release: ["stlr"], close: ["cas"],
      slowPath: ["ldapr", "ldapr", "ldadd"]))
}
