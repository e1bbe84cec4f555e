import SessionGuards

/// The session's word is its lock: one bit of it is taken for the lease.
///
///     63 ... 34 | 33   | 32   | 31 ....... 0
///     –         | HELD | OPEN | generation
///
/// The operations:
///
///     acquire   exchanges {OPEN, generation} for the same with HELD. HELD already: wait until the
///               word changes, and try again. Any other word: refuse, and nothing was written.
///     release   stores {OPEN, generation}.
///     close     acquires, then stores {generation}: closed, and not held. Then it reclaims.
///     open      stores {OPEN, next generation}.
///
/// Why it is safe: while HELD is set, only its holder writes the word, since every exchange expects
/// it clear; so a plain store gives the lock back. A close holds the lock, so that every lease
/// before it is back, and leaves a word that no exchange expects, so that there is none after it.
/// Of two closes the second finds no session. The generation changes only while OPEN is clear, by
/// the one thread that owns the slot.
///
/// Cost: one locked instruction for acquire and release together. As every spin lock it is unfair,
/// and never sleeps.
///
/// Early, and exclusive: a close waits for the lease that is out.
///
/// Source: Linux `include/linux/bit_spinlock.h`.
@frozen
public struct BitLockGuard<W: Word & ~Copyable>: SessionGuard, ~Copyable {
  public typealias Fault = W.Fault
  public static var strategy: Strategy {
    Strategy(
      name: "bit-lock", idea: "one bit of the session's word is its lock, held for the lease",
      closeRule: .early, isExclusive: true, source: "Linux bit_spinlock.h")
  }

  @usableFromInline let words: SlotTable<W>
  @usableFromInline let lastGeneration: UInt32
  @usableFromInline let reclaim: Reclaim<Fault>
  /// The right to make leases, which only a guard is handed.
  @usableFromInline let leases: LeaseIssuer<Fault>

  @inlinable static var held: UInt64 { 1 << 33 }

  @inlinable
  static func free(_ id: SessionID) -> UInt64 { 1 << 32 | UInt64(id.generation) }

  @inlinable
  public init(
    slotCount: Int, participantCount _: Int, lastGeneration: UInt32, reclaim: Reclaim<Fault>
  ) {
    words = SlotTable(count: slotCount) { _ in W(0) }
    self.lastGeneration = lastGeneration
    self.reclaim = reclaim
    leases = reclaim.leases
  }

  @inlinable
  public func open(_ slot: Slot) throws(Fault) -> SessionID? {
    // Relaxed: only the slot's owner writes a closed word.
    let last = UInt32(truncatingIfNeeded: try words[slot].load(.relaxed, "open.generation"))
    guard last < lastGeneration else { return nil }
    let id = SessionID(slot: slot, generation: last + 1)
    // Release: pairs with the acquiring exchange of acquire, which then sees all the owner
    // prepared.
    try words[slot].store(Self.free(id), .releasing, "open.publish")
    return id
  }

  @inlinable @inline(__always)
  public func acquire(
    _ id: SessionID, as _: borrowing Participant
  ) throws(Fault) -> Lease<Fault>? {
    let free = Self.free(id)
    // Acquire: pairs with the releasing stores of open and release; sees all that came before them.
    let old = try words[id.slot].compareExchange(free, free | Self.held, .acquiring, "acquire.take")
    if old == free { return leases.issue(id) }
    if old == free | Self.held, try Self.takeContended(words, id) { return leases.issue(id) }
    return nil
  }

  /// Off the hot path; reports whether the session was still there when its lock was free.
  @inlinable @inline(never)
  static func takeContended(
    _ words: borrowing SlotTable<W>, _ id: SessionID
  ) throws(Fault) -> Bool {
    let free = Self.free(id)
    while true {
      try words[id.slot].wait(while: free | Self.held, "take.wait")
      // Acquire: as in acquire.
      let old = try words[id.slot].compareExchange(free, free | Self.held, .acquiring, "take.retry")
      if old != free | Self.held { return old == free }
    }
  }

  @inlinable @inline(__always)
  public func release(
    _ lease: consuming Lease<Fault>, as _: borrowing Participant
  ) throws(Fault) {
    let id = leases.redeem(lease)
    // Release: pairs with the acquiring exchange of the next holder.
    try words[id.slot].store(Self.free(id), .releasing, "release.store")
  }

  @inlinable
  public func close(_ id: SessionID, as me: borrowing Participant) throws(Fault) -> Bool {
    guard let lease = try acquire(id, as: me) else { return false }
    _ = leases.redeem(lease)
    // Relaxed: no exchange succeeds on this word, and the opener was told by `reclaim`.
    try words[id.slot].store(UInt64(id.generation), .relaxed, "close.store")
    try reclaim(id)
    return true
  }
}
