/// Lends sessions to threads, and says when a closed session's slot may be used again.
///
/// A guard is bookkeeping; the server acts. It knows no descriptor, thread or clock, and its only
/// mutable state is words and locks. What every guard but the floor promises:
///
/// 1. While a lease is out, its slot is not reclaimed.
/// 2. `close` answers true to exactly one caller, and `reclaim` follows exactly once per
///    generation,
///    after the last lease is back.
/// 3. An id of another generation is never granted.
/// 4. With no close in flight, `acquire` of a live id succeeds.
/// 5. After a won `close`, a guard with the early rule grants nothing more; one with the at-zero
///    rule
///    may go on granting until the count touches zero.
///
/// Not promised: mutual exclusion between two leases of one session. A guard that gives it says so.
/// What the caller owes: a lease is given back on its thread and never nested, ids name slots below
/// `slotCount`, and `open` is called only by the one thread that holds the free slot.
public protocol SessionGuard: ~Copyable, Sendable {
  /// `Never` on hardware; in a model checker the signal that ends a replay.
  associatedtype Fault: GuardFault = Never

  static var strategy: Strategy { get }

  /// Makes a guard of free slots.
  ///
  /// `reclaim` runs once per closed session, on whichever thread ended its last use, and only
  /// records that the slot may be torn down. `lastGeneration` is where a slot's life ends.
  init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>)

  /// Begins the next session in a free slot and gives the caller its unit.
  ///
  /// Nil once the slot has used up its generations: its owner retires it. Publish the id only after
  /// this returned.
  func open(_ slot: Slot) throws(Fault) -> SessionID?

  /// Lends the session, or refuses with nil.
  func acquire(
    _ id: SessionID, as participant: borrowing Participant
  ) throws(Fault) -> Lease<Fault>?

  /// Takes the lease back; after it, nothing of the session may be touched.
  func release(_ lease: consuming Lease<Fault>, as participant: borrowing Participant) throws(Fault)

  /// Begins the session's end and gives its unit back; reports whether this caller was the one.
  func close(_ id: SessionID, as participant: borrowing Participant) throws(Fault) -> Bool

  /// Says that this participant holds nothing now. Only deferred reclamation needs it.
  func quiesce(as participant: borrowing Participant) throws(Fault)
}

extension SessionGuard where Self: ~Copyable {
  /// Makes a guard of free slots that may be reused as often as 32 bits of generation allow.
  @inlinable
  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32 = .max,
    reclaim: @escaping @Sendable (SessionID) throws(Fault) -> Void
  ) {
    self.init(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
      reclaim: Reclaim(reclaim))
  }

  @inlinable
  public func quiesce(as _: borrowing Participant) throws(Fault) {}
}
