/// A guard whose leases may be promoted to references, which a thread may keep while it waits.
///
/// A lease belongs to its thread and ends before that thread waits. What must outlive an `await` (a
/// handler that asks a database between two sends, for one) promotes its lease: the session is then
/// not reclaimed before the reference is dropped, whichever thread does it. A closed session stays
/// closed: a reference keeps its slot, and grants nothing.
public protocol PromotingGuard: SessionGuard, ~Copyable {
  /// What it is called in results when every lease is promoted (`PromotedGuard`).
  static var promotedStrategy: Strategy { get }

  /// Turns the lease into a reference.
  func promote(
    _ lease: consuming Lease<Fault>, as participant: borrowing Participant
  ) throws(Fault) -> SessionReference<Fault>

  /// Gives the reference back, on any thread; after it, nothing of the session may be touched.
  func drop(_ reference: consuming SessionReference<Fault>) throws(Fault)
}

/// The right to use one session that a promoted lease has become: it belongs to no thread.
///
/// Ends in `drop`, exactly once; losing it traps, as losing a lease does.
@frozen
public struct SessionReference<Fault: GuardFault>: ~Copyable, Sendable {
  /// The session that it keeps.
  public let id: SessionID

  /// For guards of this package; others have a `LeaseIssuer`.
  @inlinable @inline(__always)
  package init(_ id: SessionID) { self.id = id }

  /// Ends the reference's life as a value; for a guard's `drop`, which answers for the rest.
  @inlinable @inline(__always)
  package consuming func end() -> SessionID {
    let id = id
    discard self
    return id
  }

  @inlinable
  deinit { Fault.leaseDropped() }
}

extension LeaseIssuer {
  /// Makes a reference, for `promote` to return.
  @inlinable @inline(__always)
  public func issueReference(_ id: SessionID) -> SessionReference<Fault> { SessionReference(id) }

  /// Ends a reference that `drop` has been given.
  @inlinable @inline(__always)
  public func redeem(_ reference: consuming SessionReference<Fault>) -> SessionID {
    reference.end()
  }
}
