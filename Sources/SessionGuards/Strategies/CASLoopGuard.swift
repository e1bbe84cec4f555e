/// Admits by compare-and-exchange: a caller that is refused has written nothing.
///
///     63 ...... 32 | 31     | 30 ... 0
///     generation   | CLOSED | count
///
/// A unit is one count; the serving reactor holds one from open to close. The operations:
///
///     acquire   exchanges the word for count + 1, as long as it shows this generation and not
///               CLOSED. Otherwise: refuse.
///     release   count - 1. The caller that takes it to zero with CLOSED set reclaims.
///     close     sets CLOSED by an exchange, as long as the word shows this generation and not
///               CLOSED, and gives the reactor's unit back.
///     open      a store of {next generation, count 1}.
///
/// Why it is safe: the word goes from one exact value to another or not at all. A lease is counted
/// only by an exchange that found the session open, and no thread is ever counted in a closed
/// session, so none has to undo. After CLOSED the count only falls, and one subtraction takes it to
/// zero: that thread reclaims. The generation changes only then, in the hands of the one thread
/// that owns the slot, and no exchange of an older id succeeds on the word that it stores.
///
/// Cost: an exchange that loses to another thread's is made again, where an addition never fails. A
/// refusal takes a load.
///
/// Early: after a won close the count only falls, so a session ends with its last lease.
///
/// Source: Go's `internal/poll/fd_mutex.go`; .NET's `SafeHandle`.
@frozen
public struct CASLoopGuard<W: Word & ~Copyable>: SessionGuard, ~Copyable {
  public typealias Fault = W.Fault
  @inlinable public static var strategy: Strategy { .casLoop }

  /// For the package: the mutants among its tests rewrite one method of a right guard.
  @usableFromInline package let words: RundownTable<W, Fault>
  @usableFromInline let lastGeneration: UInt32

  @inlinable package static var closed: UInt64 { 1 << 31 }

  @inlinable
  package static func generation(_ word: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: word >> 32)
  }

  @inlinable
  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>
  ) {
    precondition(participantCount < 1 << 30, "the count has 31 bits")
    words = RundownTable(count: slotCount, reclaim: reclaim) { _ in W(CASLoopGuard.closed) }
    self.lastGeneration = lastGeneration
  }

  @inlinable
  public func open(_ slot: Slot) throws(Fault) -> SessionID? {
    // Relaxed: only the slot's owner writes a closed word of count zero.
    let last = Self.generation(try words[slot].load(.relaxed, "open.generation"))
    guard last < lastGeneration else { return nil }
    // Release: pairs with the acquiring exchange of acquire, which then sees all the owner
    // prepared.
    try words[slot].store(UInt64(last + 1) << 32 | 1, .releasing, "open.publish")
    return SessionID(slot: slot, generation: last + 1)
  }

  @inlinable @inline(__always)
  public func acquire(
    _ id: SessionID, as _: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? {
    // Relaxed: a guess, which the exchange checks.
    var word = try words[id.slot].load(.relaxed, "acquire.look")
    while Self.generation(word) == id.generation, word & Self.closed == 0 {
      // Acquire: pairs with the releasing store of open; keeps all use of the session below it.
      let old = try words[id.slot].compareExchange(word, word + 1, .acquiring, "acquire.count")
      if old == word { return Lease(id) }
      word = old
    }
    return nil
  }

  @inlinable @inline(__always)
  public func release(
    _ lease: consuming Lease<Fault>, as _: borrowing Participant
  ) throws(Fault) { try drop(lease.end()) }

  @inlinable
  public func close(_ id: SessionID, as _: borrowing Participant) throws(Fault) -> Bool {
    // Relaxed: a guess, which the exchange checks.
    var word = try words[id.slot].load(.relaxed, "close.look")
    while Self.generation(word) == id.generation, word & Self.closed == 0 {
      // Relaxed: the drop below orders what this thread did before it.
      let old = try words[id.slot].compareExchange(
        word, word | Self.closed, .relaxed, "close.flag")
      if old == word {
        try drop(id)
        return true
      }
      word = old
    }
    return false
  }

  @inlinable @inline(__always)
  func drop(_ id: SessionID) throws(Fault) {
    // Release: every use comes before the reclaim. Acquire: the last one sees all of them.
    let old = try words[id.slot].add(0 &- 1, .acquiringAndReleasing, "release.count")
    if old & (Self.closed | (Self.closed - 1)) == Self.closed | 1 { try Self.rundown(words, id) }
  }

  /// Off the hot path, which would otherwise hold a call through a pointer.
  @inlinable @inline(never)
  static func rundown(_ words: borrowing RundownTable<W, Fault>, _ id: SessionID) throws(Fault) {
    try words.reclaim(id)
  }

  @inlinable @inline(__always)
  public func prefetch(_ id: SessionID, for _: UpcomingUse) { words.prefetchToWrite(id.slot) }
}

extension Strategy {
  /// Admission by compare-and-exchange.
  public static let casLoop = Strategy(
    name: "cas-loop", idea: "admit by CAS, no trace when refused",
    closeRule: .early, isExclusive: false, source: "Go internal/poll fd_mutex.go; .NET SafeHandle",
    slowPaths: ["CASLoopGuard.rundown"],
    x86Shape: ["lock cmpxchg", "lock xadd"],
    // The exchange that sets CLOSED is relaxed. The `ldadd` of the rundown is not the guard's: it
    // retains what `reclaim` closes over.
    armShape: ArmShape(
      open: ["stlr"], acquire: ["casa"], release: ["ldaddal"], close: ["cas", "ldaddal"],
      slowPath: ["ldadd"]),
    hasTwin: true)
}
