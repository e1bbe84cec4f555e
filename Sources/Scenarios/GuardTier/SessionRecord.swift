public import SessionGuards
public import Synchronization

/// What a slot holds beside its guard: the bench's stand-in for a server's session.
///
/// A session's use is to look which generation lives here, twice: it must be the lease's own, from
/// acquire to release. The owner clears it at teardown, so that a late use shows at once.
@usableFromInline
@frozen
struct SessionRecord: ~Copyable, Sendable {
  /// The generation that lives here; 0 while the slot is free.
  @usableFromInline let generation: Atomic<UInt64>
  /// The id by which senders find this slot's session; stale from its close to the next open.
  @usableFromInline let current: Atomic<UInt64>
  /// How many threads are between acquire and release, in trials that count meetings.
  @usableFromInline let inside: Atomic<UInt64>
  /// The last generation that its owner began to close.
  @usableFromInline let closed: Atomic<UInt64>
  /// The last generation whose close has returned, where senders look at it.
  @usableFromInline let ended: Atomic<UInt64>
  /// The last generation that was reported due for reclaim.
  @usableFromInline let reclaimed: Atomic<UInt64>
  /// The slot after this one in its owner's release queue, plus one; 0 ends the queue.
  @usableFromInline let next: Atomic<UInt64>

  @inlinable
  init() {
    generation = Atomic(0)
    current = Atomic(0)
    inside = Atomic(0)
    closed = Atomic(0)
    ended = Atomic(0)
    reclaimed = Atomic(0)
    next = Atomic(0)
  }
}

extension SessionRecord {
  /// Puts a session that the guard has just opened into the slot, where senders find it.
  @inlinable
  func publish(_ id: SessionID) {
    // Relaxed: the store below publishes it.
    generation.store(UInt64(id.generation), ordering: .relaxed)
    // Release: pairs with the acquiring load of `currentID`, which then sees the generation.
    current.store(id.rawValue, ordering: .releasing)
  }

  /// Empties the slot; its owner alone calls this, after the guard reported the session.
  @inlinable
  func clear() {
    // Relaxed: ordered after every use by the guard's own claim, which is what the bench tests.
    generation.store(0, ordering: .relaxed)
  }

  @inlinable @inline(__always)
  var currentID: SessionID {
    // Acquire: pairs with the releasing store of `publish`.
    SessionID(rawValue: current.load(ordering: .acquiring))
  }

  /// Remembers that its owner closes this session now.
  func beginClose(of id: SessionID) {
    // Relaxed: read again only when no thread is left.
    closed.store(UInt64(id.generation), ordering: .relaxed)
  }

  /// Tells senders that the close of this session has returned.
  func endClose(of id: SessionID) {
    // Release: pairs with the acquiring load of `isCloseOver`; the close comes before it.
    ended.store(UInt64(id.generation), ordering: .releasing)
  }

  /// Whether the close of this session has returned.
  @inlinable @inline(__always)
  func isCloseOver(_ id: SessionID) -> Bool {
    // Acquire: pairs with the releasing store of `endClose`; the acquire of a lease comes after it.
    ended.load(ordering: .acquiring) == UInt64(id.generation)
  }

  /// Whether this session was opened and never closed; meaningful when no thread is left.
  @usableFromInline
  func isOpen(_ id: SessionID) -> Bool {
    // Relaxed: joining the threads ordered what they wrote.
    id.generation != 0 && closed.load(ordering: .relaxed) != UInt64(id.generation)
  }

  /// The difference between the generation that lives here and the lease's: 0 if all is well.
  @inlinable @inline(__always)
  func strangeness(for id: SessionID) -> UInt64 {
    // Relaxed: acquire and release of the guard keep it between them; a guard that does not shows
    // here.
    generation.load(ordering: .relaxed) ^ UInt64(id.generation)
  }
}
