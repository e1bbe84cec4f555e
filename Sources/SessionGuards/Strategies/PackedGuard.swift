/// Generation, flags and count in one word; a close refuses newcomers at once.
///
///     63 ....... 36 | 35      | 34   | 33 32 | 31 ....... 0
///     count         | CLOSING | DEAD | –     | generation
///
/// A unit is one count; the serving reactor holds one from open to close. The operations:
///
///     acquire   count + 1. DEAD: refuse, *no undo*. Other generation or CLOSING: count - 1,
///               refuse.
///     release   count - 1. The one that takes it to zero tries once to set DEAD by an exchange of
///               exactly what it left: success means that it reclaims, failure that another will.
///     close     under a lease: the first to set CLOSING gives the reactor's unit back with it.
///     open      a store of {count 1, next generation}, which discards the word.
///
/// Why it is safe: DEAD goes up only by an exchange from count zero and this generation, so never
/// while a unit is out. While it is not DEAD, every unit belongs to exactly one party: the reactor,
/// a lease, or a refused caller about to undo. While it is DEAD the count means nothing: an
/// addition then has no undo, which is why `open` may store. The generation changes only while
/// DEAD, in the hands of the one thread that owns the slot. The count is on top, so that what
/// overflows from it is lost and touches nothing; it needs 2^28 units out at once, and a thread has
/// at most one.
///
/// Early: after a won close the count only falls, so a session ends with its last lease.
///
/// Source: brpc's versioned reference (`src/brpc/versioned_ref_with_id.h`); Linux
/// `include/linux/file_ref.h`.
@frozen
public struct PackedGuard<W: Word & ~Copyable>: SessionGuard, ~Copyable {
  public typealias Fault = W.Fault
  @inlinable public static var strategy: Strategy { .packed }

  /// For the package: the mutants among its tests rewrite one method of a right guard.
  @usableFromInline package let words: RundownTable<W, Fault>
  @usableFromInline let lastGeneration: UInt32

  @inlinable package static var unit: UInt64 { 1 << 36 }
  @inlinable package static var closing: UInt64 { 1 << 35 }
  @inlinable package static var dead: UInt64 { 1 << 34 }

  @inlinable
  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32,
    reclaim: Reclaim<Fault>
  ) {
    precondition(participantCount < 1 << 27, "the count has 28 bits")
    words = RundownTable(count: slotCount, reclaim: reclaim) { _ in W(PackedGuard.dead) }
    self.lastGeneration = lastGeneration
  }

  @inlinable
  public func open(_ slot: Slot) throws(Fault) -> SessionID? {
    // Relaxed: only the slot's owner changes the generation, and this is the owner.
    let word = try words[slot].load(.relaxed, "open.generation")
    let last = UInt32(truncatingIfNeeded: word)
    guard last < lastGeneration else { return nil }
    // Release: pairs with the acquiring addition of acquire, which then sees all the owner
    // prepared.
    try words[slot].store(Self.unit | UInt64(last + 1), .releasing, "open.publish")
    return SessionID(slot: slot, generation: last + 1)
  }

  @inlinable @inline(__always)
  public func acquire(
    _ id: SessionID, as _: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? {
    // Acquire: pairs with the releasing store of open; keeps all use of the session below it.
    let old = try words[id.slot].add(Self.unit, .acquiring, "acquire.count")
    let state = old & (Self.unit - 1)
    if state == UInt64(id.generation) { return Lease(id) }
    if state & Self.dead == 0 { try drop(id.slot, .relaxed, "acquire.undo") }
    return nil
  }

  @inlinable @inline(__always)
  public func release(
    _ lease: consuming Lease<Fault>, as _: borrowing Participant
  ) throws(Fault) {
    // Release: pairs with the acquiring claim of rundown, which then sees all that this lease did.
    try drop(lease.end().slot, .releasing, "release.count")
  }

  @inlinable
  public func close(
    _ id: SessionID, as participant: borrowing Participant
  ) throws(Fault) -> Bool {
    guard let lease = try acquire(id, as: participant) else { return false }
    // Relaxed: a guess, which the exchange checks.
    var word = try words[id.slot].load(.relaxed, "close.look")
    var isWinner = false
    while word & Self.closing == 0 {
      // Relaxed: the release below orders what this thread did before it. The lease and the unit
      // are both counted, so this cannot reach zero.
      let old = try words[id.slot].compareExchange(
        word, (word | Self.closing) &- Self.unit, .relaxed, "close.flag")
      if old == word {
        isWinner = true
        break
      }
      word = old
    }
    try release(lease, as: participant)
    return isWinner
  }

  @inlinable @inline(__always)
  func drop(_ slot: Slot, _ order: MemoryOrder, _ site: StaticString) throws(Fault) {
    // Release for a lease, relaxed for an undo: a refused caller has done nothing that others must
    // see, and an addition of any order carries the others' release sequence on.
    let old = try words[slot].add(0 &- Self.unit, order, site)
    if old < Self.unit * 2 { try Self.rundown(words, slot, old &- Self.unit) }
  }

  /// `word` is what this thread's own subtraction left: count zero.
  @inlinable @inline(never)
  static func rundown(
    _ words: borrowing RundownTable<W, Fault>, _ slot: Slot, _ word: UInt64
  ) throws(Fault) {
    guard word & dead == 0 else { return }
    // Acquire: pairs with the releasing subtractions of drop, all of them, since additions carry a
    // release sequence on; the teardown happens after every use. No retry: see above.
    let old = try words[slot].compareExchange(
      word, word | dead, .acquiring, "rundown.claim")
    if old == word {
      try words.reclaim(SessionID(slot: slot, generation: UInt32(truncatingIfNeeded: word)))
    }
  }

  @inlinable @inline(__always)
  public func prefetch(_ id: SessionID, for _: UpcomingUse) { words.prefetchToWrite(id.slot) }
}

extension Strategy {
  /// Generation, flags and count in one word.
  public static let packed = Strategy(
    name: "packed", idea: "generation, flags and count in one word; close refuses newcomers",
    closeRule: .early, isExclusive: false, source: "brpc versioned_ref_with_id.h; Linux file_ref.h",
    slowPaths: ["PackedGuard.rundown"],
    x86Shape: ["lock xadd", "lock xadd", "lock xadd"],
    // The undo is relaxed, and so is the exchange that sets CLOSING. The `ldadd` of the rundown is
    // not the guard's: it retains what `reclaim` closes over.
    armShape: ArmShape(
      open: ["stlr"], acquire: ["ldadda", "ldadd"], release: ["ldaddl"],
      close: ["ldadda", "ldadd", "cas", "ldaddl"], slowPath: ["casa", "ldadd"]),
    hasTwin: true)
}
