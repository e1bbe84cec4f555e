public import SessionGuards

/// Wrong: `packed` with its count at the bottom of the word, in sixteen bits.
///
///     63 ....... 32 | 31 .. 18 | 17      | 16   | 15 ... 0
///     generation    | –        | CLOSING | DEAD | count
///
/// Refusals of a dead slot are not undone, which is right where the count is on top and what
/// overflows from it is lost. Here 65,536 of them carry into DEAD, and the slot is lent and
/// reclaimed again.
public struct LowCountGuard<W: Word & ~Copyable>: SessionGuard, ~Copyable {
  public typealias Fault = W.Fault
  public static var strategy: Strategy {
    Strategy(
      name: "low-count", idea: "mutant: refusals of a dead slot run over into its flags",
      closeRule: .early, isExclusive: false, source: "packed")
  }

  private let words: SlotTable<W>
  private let lastGeneration: UInt32
  private let reclaim: Reclaim<Fault>

  private static var closing: UInt64 { 1 << 17 }
  private static var dead: UInt64 { 1 << 16 }
  private static var countMask: UInt64 { 0xFFFF }

  private static func generation(_ word: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: word >> 32)
  }

  public init(
    slotCount: Int, participantCount _: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>
  ) {
    words = SlotTable(count: slotCount) { _ in W(LowCountGuard.dead) }
    self.lastGeneration = lastGeneration
    self.reclaim = reclaim
  }

  public func open(_ slot: Slot) throws(Fault) -> SessionID? {
    // Relaxed: only the slot's owner changes the generation.
    let last = Self.generation(try words[slot].load(.relaxed, "open.generation"))
    guard last < lastGeneration else { return nil }
    // Release: pairs with the acquiring addition of acquire.
    try words[slot].store(UInt64(last + 1) << 32 | 1, .releasing, "open.publish")
    return SessionID(slot: slot, generation: last + 1)
  }

  public func acquire(
    _ id: SessionID, as _: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? {
    // Acquire: pairs with the releasing store of open.
    let old = try words[id.slot].add(1, .acquiring, "acquire.count")
    if old & Self.dead != 0 { return nil }
    if Self.generation(old) == id.generation, old & Self.closing == 0 { return Lease(id) }
    try drop(id.slot, "acquire.undo")
    return nil
  }

  public func release(
    _ lease: consuming Lease<Fault>, as _: borrowing Participant
  ) throws(Fault) { try drop(lease.end().slot, "release.count") }

  public func close(
    _ id: SessionID, as participant: borrowing Participant
  ) throws(Fault) -> Bool {
    guard let lease = try acquire(id, as: participant) else { return false }
    // Relaxed: a guess, which the exchange checks.
    var word = try words[id.slot].load(.relaxed, "close.look")
    var isWinner = false
    while word & Self.closing == 0 {
      // Relaxed: the release below orders what this thread did before it.
      let old = try words[id.slot].compareExchange(
        word, (word | Self.closing) &- 1, .relaxed, "close.flag")
      if old == word {
        isWinner = true
        break
      }
      word = old
    }
    try release(lease, as: participant)
    return isWinner
  }

  private func drop(_ slot: Slot, _ site: StaticString) throws(Fault) {
    // Release: pairs with the acquiring claim.
    let left = try words[slot].add(0 &- 1, .releasing, site) &- 1
    guard left & (Self.countMask | Self.dead) == 0 else { return }
    // Acquire: pairs with the releasing subtractions.
    let old = try words[slot].compareExchange(left, left | Self.dead, .acquiring, "drop.claim")
    if old == left {
      try reclaim(SessionID(slot: slot, generation: Self.generation(left)))
    }
  }
}
