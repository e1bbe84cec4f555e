/// A guard with every lease promoted: what a reference that outlives a suspension costs.
///
/// It has no word of its own. A lease stands for the reference that it was promoted to, so that the
/// scenarios that prove leases prove references too. `hazard-promoted` is this guard over
/// `hazard-promote`.
@frozen
public struct PromotedGuard<Inner: PromotingGuard & ~Copyable>: SessionGuard, ~Copyable {
  public typealias Fault = Inner.Fault
  @inlinable public static var strategy: Strategy { Inner.promotedStrategy }

  /// For the package: the mutants among its tests rewrite one method of a right guard.
  @usableFromInline package let inner: Inner

  @inlinable
  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>
  ) {
    inner = Inner(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
      reclaim: reclaim)
  }

  @inlinable
  public func open(_ slot: Slot) throws(Fault) -> SessionID? { try inner.open(slot) }

  @inlinable @inline(__always)
  public func acquire(
    _ id: SessionID, as me: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? {
    guard let lease = try inner.acquire(id, as: me) else { return nil }
    return Lease(try inner.promote(lease, as: me).end())
  }

  @inlinable @inline(__always)
  public func release(
    _ lease: consuming Lease<Fault>, as _: borrowing Participant
  ) throws(Fault) { try inner.drop(SessionReference(lease.end())) }

  @inlinable
  public func close(_ id: SessionID, as me: borrowing Participant) throws(Fault) -> Bool {
    try inner.close(id, as: me)
  }

  @inlinable @inline(__always)
  public func quiesce(as me: borrowing Participant) throws(Fault) { try inner.quiesce(as: me) }

  @inlinable @inline(__always)
  public func prefetch(_ id: SessionID, for use: UpcomingUse) { inner.prefetch(id, for: use) }
}

extension Strategy {
  /// Hazards of which every lease is promoted.
  public static let hazardPromoted = Strategy(
    name: "hazard-promoted", idea: "hazard-promote, with every lease promoted to a reference",
    closeRule: .early, isExclusive: false,
    source: "M. Desnoyers, hpref, Kernel Recipes 2024",
    slowPaths: ["full_fence", "HazardPromoteGuard.collect"],
    x86Shape: ["lock incq", "lock decq"],
    // The `ldadd` of the slow path is not the guard's: it retains what `reclaim` closes over.
    armShape: ArmShape(
      open: ["stlr"], acquire: ["stlr", "ldapr", "stlr", "ldadd"], release: ["ldaddl"],
      close: ["cas"],
      slowPath: ["ldapr", "ldapr", "ldadd"]))
}
