public import SessionGuards

/// A right guard that serves 64 threads and no more, as one does that keeps a bit for each.
public struct LimitedGuard<W: Word & ~Copyable>: SessionGuard, ~Copyable {
  public typealias Fault = W.Fault
  public static var strategy: Strategy {
    Strategy(
      name: "limited", idea: "packed, for a declared number of threads", closeRule: .early,
      isExclusive: false, source: "the tests", participantLimit: 64)
  }
  private let right: PackedGuard<W>

  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>
  ) {
    precondition(participantCount <= 64, "one bit for each of 64 threads")
    right = PackedGuard(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
      reclaim: reclaim)
  }

  public func open(_ slot: Slot) throws(Fault) -> SessionID? { try right.open(slot) }
  public func acquire(
    _ id: SessionID, as me: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? { try right.acquire(id, as: me) }
  public func release(
    _ lease: consuming Lease<Fault>, as me: borrowing Participant
  ) throws(Fault) { try right.release(lease, as: me) }
  public func close(_ id: SessionID, as me: borrowing Participant) throws(Fault) -> Bool {
    try right.close(id, as: me)
  }
}
