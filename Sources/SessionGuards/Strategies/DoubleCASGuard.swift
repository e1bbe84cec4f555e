public import Synchronization

/// The note's other guard: the count and the release flag are two words, exchanged as one at zero.
///
///     first:   63       | 62 ............ 0
///              RETURNED | count
///     second:  63       | 62 .. 32 | 31 ... 0
///              RELEASED | –        | generation
///
/// As the note writes it: the count is added to *regardless* of the flag, then the flag is looked
/// at, and the addition undone if it stands. A release is one double-width exchange of {count 0,
/// flag 0} for {count 0, flag 1}. The generation lives beside the flag, so that one look sees both.
///
/// Why it is safe: RELEASED goes up only by an exchange that finds the count at zero, so never
/// while a unit is out. An addition that comes before that exchange makes it fail; one that comes
/// after it reads the flag it put up. Everything else is as in `FlagCountGuard`, whose rules these
/// are: every addition is undone, `open` keeps the counts that are not undone yet, and an undo
/// that reaches zero inherits the duty.
///
/// Cost: one locked addition each way on the first half, by 8 bytes, where others loop a 16-byte
/// exchange. That mixes accesses of two sizes, which the processors define and the language's model
/// does not (see `DoubleWord`).
///
/// At-zero: senders without a gap put the release off for ever.
///
/// Source: the class note of 2022; academy game servers that use `InterlockedCompareExchange128`.
@frozen
public struct DoubleCASGuard<D: DoubleWord & ~Copyable>: SessionGuard, ~Copyable {
  public typealias Fault = D.Fault
  @inlinable public static var strategy: Strategy { .doubleCAS }

  @usableFromInline let pairs: RundownTable<D, Fault>
  @usableFromInline let lastGeneration: UInt32

  @inlinable static var returned: UInt { 1 << 63 }
  @inlinable static var released: UInt { 1 << 63 }

  @inlinable
  public init(
    slotCount: Int, participantCount _: Int, lastGeneration: UInt32,
    reclaim: Reclaim<Fault>
  ) {
    pairs = RundownTable(count: slotCount, reclaim: reclaim) { _ in
      D(WordPair(first: DoubleCASGuard.returned, second: DoubleCASGuard.released))
    }
    self.lastGeneration = lastGeneration
  }

  @inlinable
  public func open(_ slot: Slot) throws(Fault) -> SessionID? {
    // Relaxed: a guess at the count, which the exchange checks; the rest only the owner writes.
    var pair = try pairs[slot].load(.relaxed, "open.look")
    let last = UInt32(truncatingIfNeeded: pair.second)
    guard last < lastGeneration else { return nil }
    while true {
      // The counts of callers that still undo stay; RETURNED stands, so this takes it down.
      let next = WordPair(first: pair.first &- Self.returned &+ 1, second: UInt(last + 1))
      // Release: pairs with the acquiring look of acquire, which then sees all the owner prepared.
      let old = try pairs[slot].compareExchange(pair, next, .releasing, "open.publish")
      if old == pair { return SessionID(slot: slot, generation: last + 1) }
      pair = old
    }
  }

  @inlinable @inline(__always)
  public func acquire(
    _ id: SessionID, as _: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? {
    // Acquire: keeps the look at the flag below the addition.
    _ = try pairs[id.slot].addFirst(1, .acquiring, "acquire.count")
    // Acquire: pairs with the releasing exchange of open; keeps all use of the session below it.
    let second = try pairs[id.slot].loadSecond(.acquiring, "acquire.flag")
    if second != UInt(id.generation) {
      try drop(id.slot, .relaxed, "acquire.undo")
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
    var pair = try pairs[id.slot].load(.relaxed, "close.look")
    var isWinner = false
    while pair.first & Self.returned == 0 {
      let next = WordPair(first: (pair.first | Self.returned) &- 1, second: pair.second)
      // Relaxed: the release below orders what this thread did before it. The lease and the unit
      // are both counted, so this cannot reach zero.
      let old = try pairs[id.slot].compareExchange(pair, next, .relaxed, "close.flag")
      if old == pair {
        isWinner = true
        break
      }
      pair = old
    }
    try release(lease, as: participant)
    return isWinner
  }

  @inlinable @inline(__always)
  func drop(_ slot: Slot, _ order: MemoryOrder, _ site: StaticString) throws(Fault) {
    // Release for a lease, relaxed for an undo: a refused caller has done nothing that others must
    // see, and an addition of any order carries the others' release sequence on.
    let old = try pairs[slot].addFirst(0 &- 1, order, site)
    if old == Self.returned | 1 { try Self.rundown(pairs, slot) }
  }

  @inlinable @inline(never)
  static func rundown(
    _ pairs: borrowing RundownTable<D, Fault>, _ slot: Slot
  ) throws(Fault) {
    // Relaxed, and the whole pair: at least as new as this thread's own subtraction, and so is the
    // second half that stood beside it. The second half alone could be older, of the slot's last
    // session, and the duty would be lost with no thread to inherit it.
    let second = try pairs[slot].load(.relaxed, "rundown.look").second
    guard second & released == 0 else { return }
    let idle = WordPair(first: returned, second: second)
    let claimed = WordPair(first: returned, second: second | released)
    // Acquire: pairs with the releasing subtractions of drop; the teardown happens after every use.
    // No retry: a thread that fails has met a newcomer, and the duty is the newcomer's.
    let old = try pairs[slot].compareExchange(idle, claimed, .acquiring, "rundown.claim")
    if old == idle {
      try pairs.reclaim(SessionID(slot: slot, generation: UInt32(truncatingIfNeeded: second)))
    }
  }

  @inlinable @inline(__always)
  public func prefetch(_ id: SessionID, for _: UpcomingUse) { pairs.prefetchToWrite(id.slot) }
}

extension Strategy {
  /// The note's guard, count and flag in two words.
  public static let doubleCAS = Strategy(
    name: "double-cas",
    idea: "the note: count and flag in two words, 128-bit CAS at zero (adds on one half)",
    closeRule: .atZero, isExclusive: false, source: "the note; academy game servers",
    slowPaths: ["DoubleCASGuard.rundown"],
    x86Shape: ["lock incq", "lock xadd", "lock xadd"],
    // A 128-bit load is an exchange of nothing for nothing. The `ldadd` of the rundown is not the
    // guard's: it retains what `reclaim` closes over.
    armShape: ArmShape(
      open: ["casp", "caspl"], acquire: ["ldadda", "ldapr", "ldadd"], release: ["ldaddl"],
      close: ["ldadda", "ldapr", "ldadd", "casp", "ldaddl"], slowPath: ["casp", "caspa", "ldadd"]))
}
