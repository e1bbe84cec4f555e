/// What only a session's own reactor touches.
@frozen @usableFromInline
struct OwnedRecord {
  @usableFromInline
  enum Phase: UInt8 {
    case free
    case open
    /// Closed by the reactor; its slot is reclaimed when the last lease is back.
    case closing
  }

  /// Where a session stands with what `onAccept` sends, which goes out before anybody else's.
  @usableFromInline
  enum Welcome: UInt8 {
    /// `onAccept` has not returned.
    case ahead
    /// It has, and what it sent is not wholly written.
    case underWay
    case over
  }

  @usableFromInline var generation: UInt32 = 0
  @usableFromInline var fd: Int32 = -1
  /// Bytes of an incomplete frame, kept until the rest arrives.
  @usableFromInline var partialCount = 0
  /// The backlog's bytes are those from `backlogStart`, so many.
  @usableFromInline var backlogStart = 0
  @usableFromInline var backlogCount = 0
  /// Bytes at the backlog's start that end a frame whose beginning was written already.
  @usableFromInline var cutBytes = 0
  /// The last write was cut: an edge will say when to go on.
  @usableFromInline var isBlocked = false
  @usableFromInline var phase = Phase.free
  @usableFromInline var welcome = Welcome.ahead
  /// The peer was told that no more will come: the ring is closed, and so is this side's stream.
  @usableFromInline var isShut = false
  /// What stands in the reactor's work list for this slot.
  @usableFromInline var work: Work = []
  /// Why it is being closed, once it is.
  @usableFromInline var reason = CloseReason.peerEnded

  @usableFromInline
  init() {}
}

/// What a reactor still has to do for a session.
@frozen @usableFromInline
struct Work: OptionSet {
  @usableFromInline let rawValue: UInt8
  @inlinable
  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// There may be more to read: the last read filled the buffer.
  @inlinable static var read: Work { Work(rawValue: 1) }
  /// The backlog has bytes that no write was tried for.
  @inlinable static var flush: Work { Work(rawValue: 2) }
  /// The session is to be closed: its connection has failed.
  @inlinable static var finish: Work { Work(rawValue: 4) }
  /// The slot stands in the list.
  @inlinable static var listed: Work { Work(rawValue: 8) }
}
