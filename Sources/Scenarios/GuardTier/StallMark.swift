public import SessionGuards
internal import Synchronization

/// Says whether a thread is stopped inside a lease now, and of which session it is.
@usableFromInline
final class StallMark: Sendable {
  /// The slot in whose session a thread stops, of the first owner.
  @usableFromInline static let slot: Slot = 0

  /// The id of the session in which a thread is stopped; 0 if none is.
  private let stopped = Atomic<UInt64>(0)

  @usableFromInline init() {}

  @usableFromInline
  func begin(in id: SessionID) {
    // Relaxed: a hint to the owner, which may come late; the guard decides what its close does.
    stopped.store(id.rawValue, ordering: .relaxed)
  }

  @usableFromInline
  func end() {
    // Relaxed: as above.
    stopped.store(0, ordering: .relaxed)
  }

  /// The session in which a thread is stopped; nil if there is none.
  @usableFromInline var session: SessionID? {
    // Relaxed: as above.
    let word = stopped.load(ordering: .relaxed)
    return word == 0 ? nil : SessionID(rawValue: word)
  }
}
