public import Reactor
public import SessionGuards

/// The sender of a thread that is no reactor; made by `LanServer.makeSender`.
///
/// May move between threads, and is one thread's at a time. It gives its place up when it ends. It
/// keeps the sessions' memory, not the server: after a stop, everything is refused.
@frozen @safe
public struct OutsideSender<Guard: SessionGuard & ~Copyable, P: Port>: SessionSender, ~Copyable
where Guard.Fault == Never {
  @usableFromInline let table: SessionTable<Guard>
  @usableFromInline let rings: RingSender<Guard, P>
  @usableFromInline let participant: Participant

  /// Enrolls the caller, or answers nil when the plan's outside senders are all in use.
  public init?(_ table: SessionTable<Guard>, port: P) {
    guard let participant = table.enroll() else { return nil }
    self.table = table
    rings = RingSender(table, participant: Int(participant.index), port: port)
    self.participant = participant
  }

  @inlinable
  deinit {
    unsafe rings.sessions.pointee.quiesce(as: participant)
    table.withdraw(participant.index)
  }

  @inlinable @inline(__always)
  public mutating func send(_ id: SessionID, _ packet: RawSpan) -> Bool {
    rings.send(id, packet, as: participant)
  }

  @inlinable @inline(__always)
  public mutating func disconnect(_ id: SessionID) -> Bool {
    rings.disconnect(id, as: participant)
  }

  /// Tells the guard that this thread holds nothing; worth a call before a long pause.
  @inlinable
  public mutating func rest() {
    unsafe rings.sessions.pointee.quiesce(as: participant)
  }
}

// Safe: all of it is Sendable but the stage, which moves along.
extension OutsideSender: @unchecked Sendable where Guard: ~Copyable {}
