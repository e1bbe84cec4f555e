public import SessionGuards
internal import Synchronization

/// When a session was first asked to end, in one word: the low 16 bits of its generation on top, 48
/// bits of monotonic nanoseconds below, which last for three days.
///
/// Sixteen bits of a generation tell it from all but one in 65,536 of the slot's others.
@usableFromInline
struct DisconnectStamp {
  @usableFromInline let word: UInt64

  private static var timeMask: UInt64 { 1 << 48 - 1 }

  @usableFromInline
  init(_ id: SessionID, at nanoseconds: UInt64) {
    word = UInt64(id.generation & 0xFFFF) << 48 | nanoseconds & Self.timeMask
  }

  init(word: UInt64) { self.word = word }

  func names(_ id: SessionID) -> Bool { word != 0 && word >> 48 == UInt64(id.generation & 0xFFFF) }

  /// How long ago it was.
  func age(at nanoseconds: UInt64) -> UInt64 { (nanoseconds &- word) & Self.timeMask }
}

extension LiveRecord {
  /// Notes that a thread is about to disconnect the session; the first one counts.
  @usableFromInline
  func noteDisconnect(of id: SessionID, at now: UInt64) {
    // Relaxed, both: a time, which orders nothing. Of two stores at once, either time is right.
    let old = DisconnectStamp(word: disconnect.load(ordering: .relaxed))
    if !old.names(id) {
      disconnect.store(DisconnectStamp(id, at: now).word, ordering: .relaxed)
    }
  }

  /// How long ago the session was first asked to end; nil if it was not.
  func timeSinceDisconnect(of id: SessionID, at now: UInt64) -> UInt64? {
    // Relaxed: as above.
    let stamp = DisconnectStamp(word: disconnect.load(ordering: .relaxed))
    return stamp.names(id) ? stamp.age(at: now) : nil
  }
}
