public import SessionGuards

/// How a `NarrowGuard` packs its words. The defaults are right.
public protocol Packing: Sendable {
  static var name: String { get }
  static var idea: String { get }
  /// The slot whose word this slot uses.
  static func home(of slot: Slot) -> Slot
  /// How much of the generation is kept beside the count.
  static var generationBits: UInt64 { get }
  static var countBits: UInt64 { get }
}

extension Packing {
  public static func home(of slot: Slot) -> Slot { slot }
  public static var generationBits: UInt64 { 32 }
  public static var countBits: UInt64 { 31 }
}

/// `cas-loop` with the widths of its fields, and the place of its words, as a packing has them.
///
///     state:  63 ....... | 32     | 31 ....... 0
///             count      | CLOSED | generation, or its low bits
///     lives:  the generation in full, which only the slot's owner uses
///
/// The count is on top, in as many bits as the packing has: what overflows from it is lost.
/// With `RightPacking` it is right, for the reasons of `cas-loop`: a lease is counted only by an
/// exchange that found the session open and the generation right, and CLOSED with a count of zero
/// is left by exactly one subtraction, which reclaims.
public struct NarrowGuard<W: Word & ~Copyable, Layout: Packing>: SessionGuard, ~Copyable {
  public typealias Fault = W.Fault
  public static var strategy: Strategy {
    Strategy(
      name: Layout.name, idea: Layout.idea, closeRule: .early, isExclusive: false,
      source: "cas-loop")
  }

  private struct Entry: ~Copyable, Sendable {
    let state = W(NarrowGuard.closed)
    let lives = W(0)
  }

  private let entries: SlotTable<Entry>
  private let lastGeneration: UInt32
  private let reclaim: Reclaim<Fault>

  private static var closed: UInt64 { 1 << 32 }
  private static var unit: UInt64 { 1 << (64 - Layout.countBits) }
  private static var generationMask: UInt64 { 1 << Layout.generationBits - 1 }

  public init(
    slotCount: Int, participantCount _: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>
  ) {
    entries = SlotTable(count: slotCount) { _ in Entry() }
    self.lastGeneration = lastGeneration
    self.reclaim = reclaim
  }

  public func open(_ slot: Slot) throws(Fault) -> SessionID? {
    // Relaxed, both: only the slot's owner uses this word.
    let last = try entries[slot].lives.load(.relaxed, "open.last")
    guard last < UInt64(lastGeneration) else { return nil }
    try entries[slot].lives.store(last + 1, .relaxed, "open.next")
    // Release: pairs with the acquiring exchange of acquire.
    try entries[Layout.home(of: slot)].state.store(
      Self.unit | (last + 1) & Self.generationMask, .releasing, "open.publish")
    return SessionID(slot: slot, generation: UInt32(truncatingIfNeeded: last) + 1)
  }

  public func acquire(
    _ id: SessionID, as _: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? {
    let home = Layout.home(of: id.slot)
    // Relaxed: a guess, which the exchange checks.
    var word = try entries[home].state.load(.relaxed, "acquire.look")
    while Self.isOpen(word, id) {
      // Acquire: pairs with the releasing store of open.
      let old = try entries[home].state.compareExchange(
        word, word &+ Self.unit, .acquiring, "acquire.count")
      if old == word { return Lease(id) }
      word = old
    }
    return nil
  }

  public func release(
    _ lease: consuming Lease<Fault>, as _: borrowing Participant
  ) throws(Fault) { try drop(lease.end()) }

  public func close(_ id: SessionID, as _: borrowing Participant) throws(Fault) -> Bool {
    let home = Layout.home(of: id.slot)
    // Relaxed: a guess, which the exchange checks.
    var word = try entries[home].state.load(.relaxed, "close.look")
    while Self.isOpen(word, id) {
      // Relaxed: the drop below orders what this thread did before it.
      let old = try entries[home].state.compareExchange(
        word, word | Self.closed, .relaxed, "close.flag")
      if old == word {
        try drop(id)
        return true
      }
      word = old
    }
    return false
  }

  private static func isOpen(_ word: UInt64, _ id: SessionID) -> Bool {
    word & (closed | generationMask) == UInt64(id.generation) & generationMask
  }

  private func drop(_ id: SessionID) throws(Fault) {
    // Release: every use comes before the reclaim. Acquire: the last one sees all of them.
    let old = try entries[Layout.home(of: id.slot)].state.add(
      0 &- Self.unit, .acquiringAndReleasing, "drop.count")
    if old & ~Self.generationMask == Self.closed | Self.unit { try reclaim(id) }
  }
}
