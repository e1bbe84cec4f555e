public import SessionGuards

/// A guard behind steps that do nothing: the slowdown that a check must see, and that its power is
/// studied with.
///
/// The steps come before the inner `acquire`, outside of any lease: they cost time and lengthen no
/// lease. Each needs the one before it, and the id needs the last, so that a processor
/// cannot leave them out. Only every 1024th slot is slow, and slow for long: while a processor
/// waits for a guard's locked instruction it begins what comes after it, and hides some of the
/// steps there, now more and now less of them. The other slots pay for a branch that is nearly
/// always predicted. The resulting slowdown is measured (`SlowdownTuning`).
@frozen
public struct SlowedGuard<Inner: SessionGuard & ~Copyable>: SessionGuard, ~Copyable
where Inner.Fault == Never {
  @usableFromInline let inner: Inner
  @usableFromInline let steps: Int
  /// Zero, which the compiler does not know.
  @usableFromInline let nothing: UInt64

  public static var strategy: Strategy {
    Strategy(
      name: Inner.strategy.name + "+slowed", idea: "behind steps that do nothing",
      closeRule: Inner.strategy.closeRule, isExclusive: Inner.strategy.isExclusive,
      source: "the positive control of a check")
  }

  @inlinable
  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Never>
  ) {
    inner = Inner(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
      reclaim: reclaim)
    (steps, nothing) = Slowdown.ofThisProcess
  }

  @inlinable
  public func open(_ slot: Slot) -> SessionID? { inner.open(slot) }

  @inlinable @inline(__always)
  public func acquire(
    _ id: SessionID, as participant: borrowing Participant
  ) -> Lease<Never>? {
    inner.acquire(id.slot & 1023 == 0 ? delayed(id) : id, as: participant)
  }

  /// The same id, later.
  @inlinable @inline(__always)
  func delayed(_ id: SessionID) -> SessionID {
    var chain = id.rawValue
    for _ in 0..<steps { chain = (chain ^ nothing) &+ nothing }
    return SessionID(rawValue: id.rawValue ^ (chain & nothing))
  }

  @inlinable @inline(__always)
  public func release(_ lease: consuming Lease<Never>, as participant: borrowing Participant) {
    inner.release(lease, as: participant)
  }

  @inlinable @inline(__always)
  public func close(_ id: SessionID, as participant: borrowing Participant) -> Bool {
    inner.close(id, as: participant)
  }

  @inlinable
  public func quiesce(as participant: borrowing Participant) { inner.quiesce(as: participant) }

  @inlinable @inline(__always)
  public func prefetch(_ id: SessionID, for use: UpcomingUse) {
    inner.prefetch(id, for: use)
  }

  @inlinable @inline(__always)
  public static func asksAhead(for use: UpcomingUse) -> Bool { Inner.asksAhead(for: use) }
}
