public import SessionGuards

/// Which sequence number one sender's next push to each session has.
///
/// One entry per slot is enough: once a sender was granted a session, a correct guard grants it no
/// earlier one of the slot.
@usableFromInline
@frozen
struct PushSequences: Sendable {
  @usableFromInline
  @frozen
  struct Entry: Sendable {
    @usableFromInline var generation: UInt32
    @usableFromInline var next: UInt64

    @usableFromInline
    init(generation: UInt32, next: UInt64) {
      self.generation = generation
      self.next = next
    }
  }

  @usableFromInline var entries: [Entry]

  @usableFromInline
  init(slotCount: Int) {
    entries = Array(repeating: Entry(generation: 0, next: 0), count: slotCount)
  }

  /// The next number for the session.
  @inlinable
  func next(for id: SessionID) -> UInt64 {
    let entry = entries[Int(id.slot)]
    return entry.generation == id.generation ? entry.next : 0
  }

  /// Uses a number up; only when the push was taken.
  @inlinable
  mutating func use(_ number: UInt64, for id: SessionID) {
    entries[Int(id.slot)] = Entry(generation: id.generation, next: number &+ 1)
  }
}
