/// What one thread outside the reactors did.
@usableFromInline
@frozen
struct PushTally: Sendable {
  @usableFromInline var accepted = 0
  @usableFromInline var refused = 0
  /// Calls of `disconnect` that were the first for their session, and the others.
  @usableFromInline var disconnects = 0
  @usableFromInline var refusedDisconnects = 0

  /// How late they were, where they have a schedule.
  @usableFromInline var delays = PushDelays()

  @usableFromInline init() {}

  static func + (one: PushTally, other: PushTally) -> PushTally {
    var sum = one
    sum.accepted += other.accepted
    sum.refused += other.refused
    sum.disconnects += other.disconnects
    sum.refusedDisconnects += other.refusedDisconnects
    sum.delays.merge(other.delays)
    return sum
  }
}
