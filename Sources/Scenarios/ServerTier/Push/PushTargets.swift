public import SessionGuards
public import Statistics

/// Draws the session that a sender sends to: a live one by the plan's distribution, or an ended
/// one.
@usableFromInline
@frozen
struct PushTargets: Sendable {
  @usableFromInline let distribution: TargetDistribution
  @usableFromInline let staleShare: Double
  @usableFromInline let isHot: Bool
  @usableFromInline var generator: SeededGenerator
  /// The hot session's slot, as long as it lives.
  @usableFromInline var hotSlot: Slot = 0

  init(_ plan: PushPlan, slotCount: Int, seed: UInt64, stream: UInt64) {
    distribution = TargetDistribution(
      skew: plan.skew, hotShare: plan.hotShare, count: slotCount, scatterSeed: seed)
    staleShare = plan.staleShare
    isHot = plan.isHot
    generator = SeededGenerator(seed: seed, stream: stream)
  }

  /// Draws the next target; nil while there is no session.
  @inlinable
  mutating func draw(from table: borrowing SlotTable<LiveRecord>) -> SessionID? {
    if isHot { return hot(table) }
    let isStale = staleShare > 0 && generator.nextUnit() < staleShare
    // Slots without a session are drawn again, which leaves the distribution over the others as it
    // is.
    for _ in 0..<Self.draws {
      let slot = Slot(distribution.draw(using: &generator))
      if isStale, let past = table[slot].past { return past }
      if !isStale, let target = table[slot].target { return target }
    }
    return isStale ? nil : neighbour(table)
  }

  /// Enough where half of the slots are taken: one in 65,000 draws then ends with a neighbour.
  @inlinable static var draws: Int { 16 }
  /// Slots looked at one after the other, where hardly any is taken.
  @inlinable static var looks: Int { 4096 }

  /// The live session that is next to a slot drawn uniformly.
  @inlinable @inline(never)
  mutating func neighbour(_ table: borrowing SlotTable<LiveRecord>) -> SessionID? {
    var slot = Int(truncatingIfNeeded: generator.next(below: UInt64(table.count)))
    for _ in 0..<min(table.count, Self.looks) {
      if let target = table[Slot(slot)].target { return target }
      slot = slot &+ 1 == table.count ? 0 : slot &+ 1
    }
    return nil
  }

  /// The session that all threads send to: the first live one, until it ends.
  @inlinable
  mutating func hot(_ table: borrowing SlotTable<LiveRecord>) -> SessionID? {
    if let target = table[hotSlot].target { return target }
    for slot in 0..<Slot(table.count) {
      if let target = table[slot].target {
        hotSlot = slot
        return target
      }
    }
    return nil
  }
}
