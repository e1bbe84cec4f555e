/// A look before the count: a caller with a stale id is refused without a write.
///
/// It stands before another guard, whose word it reads at each acquire and close. The operations:
///
///     acquire   looks whether the session may still be lent. Not: refuse. Otherwise: the guard's
///               own, as if there had been no look.
///     close     the same.
///     release   the guard's own.
///     open      the guard's own.
///
/// Why it is safe: it lends nothing that the guard does not lend, since the guard decides again
/// with its own access. What it refuses alone is refused rightly: a session whose word shows
/// another generation or a close is never lent again. A word from before the session was opened
/// would show another generation too, but no thread that was handed the id reads one: the opening
/// came first for it, and a word never seems to go back.
///
/// Cost: a load, a branch and the slot's address once more. A refusal takes the word's cache line
/// from no other thread. A lease may fetch it twice, once to read and once to write, where another
/// thread wrote it last.
///
/// Source: Rudolph and Segall, "Dynamic decentralized cache schemes for MIMD parallel processors",
/// ISCA 1984 (a test before the test-and-set).
@frozen
public struct PeekGuard<Inner: PeekableGuard & ~Copyable>: SessionGuard, ~Copyable {
  public typealias Fault = Inner.Fault
  @inlinable public static var strategy: Strategy { Inner.peekStrategy }

  /// For the package: the mutants among its tests rewrite one method of a right guard.
  @usableFromInline package let inner: Inner

  @inlinable
  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>
  ) {
    inner = Inner(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
      reclaim: reclaim)
  }

  @inlinable
  public func open(_ slot: Slot) throws(Fault) -> SessionID? { try inner.open(slot) }

  @inlinable @inline(__always)
  public func acquire(
    _ id: SessionID, as participant: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? {
    if try !inner.mayLend(id, "acquire.peek") { return nil }
    return try inner.acquire(id, as: participant)
  }

  @inlinable @inline(__always)
  public func release(
    _ lease: consuming Lease<Fault>, as participant: borrowing Participant
  ) throws(Fault) { try inner.release(lease, as: participant) }

  @inlinable
  public func close(
    _ id: SessionID, as participant: borrowing Participant
  ) throws(Fault) -> Bool {
    if try !inner.mayLend(id, "close.peek") { return false }
    return try inner.close(id, as: participant)
  }

  @inlinable
  public func quiesce(as participant: borrowing Participant) throws(Fault) {
    try inner.quiesce(as: participant)
  }

  @inlinable @inline(__always)
  public func prefetch(_ id: SessionID, for use: UpcomingUse) { inner.prefetch(id, for: use) }

  @inlinable @inline(__always)
  public static func asksAhead(for use: UpcomingUse) -> Bool { Inner.asksAhead(for: use) }
}

/// A guard that can be looked at before it counts a caller.
public protocol PeekableGuard: SessionGuard, ~Copyable {
  /// What it is called in results when a `PeekGuard` stands before it.
  static var peekStrategy: Strategy { get }
  /// Reads whether the session may still be lent, and writes nothing.
  ///
  /// True may be out of date. False is final for a thread that was handed the id: the session has
  /// ended or is being closed.
  func mayLend(_ id: SessionID, _ site: StaticString) throws(Fault) -> Bool
}

extension PackedGuard: PeekableGuard where W: ~Copyable {
  @inlinable public static var peekStrategy: Strategy { .packedPeek }

  @inlinable @inline(__always)
  public func mayLend(_ id: SessionID, _ site: StaticString) throws(Fault) -> Bool {
    // Relaxed: a look that decides refusals alone, and a refused caller reads nothing of the
    // session.
    try words[id.slot].load(.relaxed, site) & (Self.unit - 1) == UInt64(id.generation)
  }
}

extension Strategy {
  /// Generation, flags and count in one word, looked at before the count.
  public static let packedPeek = Strategy(
    name: "packed-peek", idea: "packed with a look before the count: a stale id costs a load",
    closeRule: .early, isExclusive: false,
    source: "packed; Rudolph and Segall, ISCA 1984 (a test before the test-and-set)",
    slowPaths: ["PackedGuard.rundown"],
    x86Shape: ["lock xadd", "lock xadd", "lock xadd"],
    // As for `packed`: the look is a plain load.
    armShape: ArmShape(
      open: ["stlr"], acquire: ["ldadda", "ldadd"], release: ["ldaddl"],
      close: ["ldadda", "ldadd", "cas", "ldaddl"], slowPath: ["casa", "ldadd"]))
}
