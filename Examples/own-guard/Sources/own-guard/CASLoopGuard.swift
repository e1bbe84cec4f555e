import SessionGuards

/// Admits by compare-and-exchange: whoever is refused has written nothing.
///
///     63 ...... 32 | 31     | 30 ... 0
///     generation   | CLOSED | count
///
/// Why it is safe: the word goes from one exact value to another or not at all. A lease is counted
/// only by an exchange that found the session open, and CLOSED and a count of zero are seen by
/// exactly one exchange, which reclaims. Nobody is ever counted in a closed session, so nobody has
/// to undo. Source: Go's `internal/poll/fd_mutex.go`; .NET's `SafeHandle`.
@frozen
public struct CASLoopGuard<W: Word & ~Copyable>: SessionGuard, ~Copyable {
  public typealias Fault = W.Fault
  public static var strategy: Strategy {
    Strategy(
      name: "cas-loop", idea: "admit by CAS, no trace when refused", closeRule: .early,
      isExclusive: false, source: "Go internal/poll fd_mutex.go; .NET SafeHandle")
  }

  @usableFromInline let words: RundownTable<W, Fault>
  @usableFromInline let lastGeneration: UInt32

  @inlinable static var closed: UInt64 { 1 << 31 }

  @inlinable
  static func generation(_ word: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: word >> 32) }

  @inlinable
  public init(
    slotCount: Int, participantCount _: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>
  ) {
    words = RundownTable(count: slotCount, reclaim: reclaim) { _ in W(CASLoopGuard.closed) }
    self.lastGeneration = lastGeneration
  }

  @inlinable
  public func open(_ slot: Slot) throws(Fault) -> SessionID? {
    // Relaxed: only the slot's owner writes a closed word of count zero.
    let last = Self.generation(try words[slot].load(.relaxed, "open.look"))
    guard last < lastGeneration else { return nil }
    // Release: pairs with the acquiring exchange of acquire.
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
      // Acquire: pairs with the releasing store of open.
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
  public func close(_ id: SessionID, as me: borrowing Participant) throws(Fault) -> Bool {
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
    let old = try words[id.slot].add(0 &- 1, .acquiringAndReleasing, "drop.count")
    if old & (Self.closed | (Self.closed - 1)) == Self.closed | 1 { try Self.rundown(words, id) }
  }

  /// Off the hot path, which would else carry a call through a pointer; `verify` tells.
  @inlinable @inline(never)
  static func rundown(_ words: borrowing RundownTable<W, Fault>, _ id: SessionID) throws(Fault) {
    try words.reclaim(id)
  }
}
