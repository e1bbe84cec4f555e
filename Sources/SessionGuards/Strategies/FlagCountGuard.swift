/// The note's guard: an IO count and a release flag in one word, the generation in a word beside
/// it.
///
///     state:       63       | 62       | 61 .. 32 | 31 ... 0
///                  RELEASED | RETURNED | –        | count
///     generation:  63 ............... 32          | 31 ... 0
///                  –                              | generation
///
/// A unit is one count; the serving reactor holds one from open to close. The operations:
///
///     acquire   count + 1 whatever the flag says, then look at the flag the addition saw.
///               RELEASED: count - 1, refuse. Other generation: count - 1, refuse.
///     release   count - 1. The one that takes it to zero with the reactor's unit back must try to
///               release: one exchange of {count 0, flag 0} for {count 0, flag 1}.
///     close     under a lease: the first to set RETURNED gives the reactor's unit back with it.
///     open      the next generation, then count + 1 and both flags down in one *addition*, which
///               keeps the counts of callers that still undo.
///
/// Why it is safe: RELEASED goes up only from a count of zero, so it never goes up while a lease is
/// out, and only one exchange can put it up. A caller that adds after it sees it and undoes. Every
/// addition is undone, and `open` keeps what is not undone yet, so the count is exact for ever. The
/// undo that takes the count to zero inherits the duty, since it may have hidden the zero from
/// another. The generation changes only while RELEASED stands, and is looked at only by those whose
/// addition found it down.
///
/// At-zero: senders that overlap each other without a gap put the release off for ever.
///
/// Source: the class note of 2022 that the project grew from; its gaps closed as above.
@frozen
public struct FlagCountGuard<W: Word & ~Copyable>: SessionGuard, ~Copyable {
  public typealias Fault = W.Fault
  @inlinable public static var strategy: Strategy { .flagCount }

  @usableFromInline
  @frozen
  package struct Entry: ~Copyable, Sendable {
    @usableFromInline package let state: W
    @usableFromInline package let generation: W
    @inlinable init() {
      state = W(FlagCountGuard.released | FlagCountGuard.returned)
      generation = W(0)
    }
  }

  /// For the package: the mutants among its tests rewrite one method of a right guard.
  @usableFromInline package let entries: RundownTable<Entry, Fault>
  @usableFromInline package let lastGeneration: UInt32

  @inlinable package static var released: UInt64 { 1 << 63 }
  @inlinable package static var returned: UInt64 { 1 << 62 }

  @inlinable
  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32,
    reclaim: Reclaim<Fault>
  ) {
    precondition(participantCount < 1 << 31, "the count has 32 bits")
    entries = RundownTable(count: slotCount, reclaim: reclaim) { _ in Entry() }
    self.lastGeneration = lastGeneration
  }

  @inlinable
  public func open(_ slot: Slot) throws(Fault) -> SessionID? {
    // Relaxed: only the slot's owner writes it, and this is the owner.
    let last = try entries[slot].generation.load(.relaxed, "open.generation")
    guard last < UInt64(lastGeneration) else { return nil }
    // Relaxed: no thread looks at it before the addition below took RELEASED down.
    try entries[slot].generation.store(last + 1, .relaxed, "open.next")
    // Release: pairs with the acquiring addition of acquire, which then sees the generation and all
    // that the owner prepared. Both flags stand, so this takes them down and adds the unit.
    let change = 1 &- Self.released &- Self.returned
    _ = try entries[slot].state.add(change, .releasing, "open.publish")
    return SessionID(slot: slot, generation: UInt32(truncatingIfNeeded: last) + 1)
  }

  @inlinable @inline(__always)
  public func acquire(
    _ id: SessionID, as _: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? {
    // Acquire: pairs with the releasing addition of open; keeps all use of the session below it.
    let old = try entries[id.slot].state.add(1, .acquiring, "acquire.count")
    if old & Self.released != 0 {
      try drop(id.slot, .relaxed, "acquire.undo")
      return nil
    }
    // Relaxed: our unit holds the release off, so that it cannot change, and the addition above
    // already sees what open wrote before it took RELEASED down.
    let generation = try entries[id.slot].generation.load(.relaxed, "acquire.generation")
    if generation != UInt64(id.generation) {
      try drop(id.slot, .relaxed, "acquire.undoStale")
      return nil
    }
    return Lease(id)
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
    var word = try entries[id.slot].state.load(.relaxed, "close.look")
    var isWinner = false
    while word & Self.returned == 0 {
      // Relaxed: the release below orders what this thread did before it. The lease and the unit
      // are both counted, so this cannot reach zero.
      let old = try entries[id.slot].state.compareExchange(
        word, (word | Self.returned) &- 1, .relaxed, "close.flag")
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
    let old = try entries[slot].state.add(0 &- 1, order, site)
    if old == Self.returned | 1 { try Self.rundown(entries, slot) }
  }

  @inlinable @inline(never)
  static func rundown(
    _ entries: borrowing RundownTable<Entry, Fault>, _ slot: Slot
  ) throws(Fault) {
    // Acquire: pairs with the releasing subtractions of drop, all of them, since additions carry a
    // release sequence on; the teardown happens after every use. No retry: a failure has met a
    // newcomer, and the duty is the newcomer's.
    let old = try entries[slot].state.compareExchange(
      returned, returned | released, .acquiring, "rundown.claim")
    guard old == returned else { return }
    // Relaxed: the slot is ours alone until it is opened again.
    let generation = try entries[slot].generation.load(.relaxed, "rundown.generation")
    try entries.reclaim(SessionID(slot: slot, generation: UInt32(truncatingIfNeeded: generation)))
  }

  @inlinable @inline(__always)
  public func prefetch(_ id: SessionID, for _: UpcomingUse) { entries.prefetchToWrite(id.slot) }
}

extension Strategy {
  /// The note's guard, count and flag in one word.
  public static let flagCount = Strategy(
    name: "flag-count", idea: "the note: count and release flag in one word, CAS at zero",
    closeRule: .atZero, isExclusive: false, source: "the note; academy game servers",
    slowPaths: ["FlagCountGuard.rundown"],
    x86Shape: ["lock incq", "lock xadd", "lock xadd"],
    // The undo is relaxed, and so is the exchange that sets RETURNED. The `ldadd` of the rundown is
    // not the guard's: it retains what `reclaim` closes over.
    armShape: ArmShape(
      open: ["ldaddl"], acquire: ["ldadda", "ldadd"], release: ["ldaddl"],
      close: ["ldadda", "ldadd", "cas", "ldaddl"], slowPath: ["casa", "ldadd"]),
    hasTwin: true)
}
