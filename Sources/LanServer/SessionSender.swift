public import Reactor
public import SessionGuards

/// Sends to sessions and disconnects them, by id, on one thread at a time.
///
/// Ids may be stale or never have existed; that is a refusal, not an error. The methods are
/// mutating so that the compiler keeps two threads from using one sender at once.
public protocol SessionSender: ~Copyable {
  /// Queues `packet` as one frame for the session and reports whether it was taken.
  ///
  /// True promises the order of this sender's frames and that none between them is missing; not
  /// that the peer received it, for the session may end first. The packet has 1 byte to the plan's
  /// maximum.
  mutating func send(_ id: SessionID, _ packet: RawSpan) -> Bool

  /// Ends the session, and reports whether this call was the first to request it.
  ///
  /// What this sender sent before gets one attempt to be written, if need be by the thread that is
  /// writing to the session meanwhile. The session's reactor calls `onRelease` soon after; until
  /// then sends may still be taken, and be lost.
  mutating func disconnect(_ id: SessionID) -> Bool
}

extension SessionSender where Self: ~Copyable {
  /// Queues the bytes as one frame, as the raw form does: `sender.send(id, array.span)`.
  @inlinable @inline(__always)
  public mutating func send(_ id: SessionID, _ packet: Span<UInt8>) -> Bool {
    // Safe: bytes have no padding.
    unsafe send(id, packet.bytes)
  }

  /// Queues the bytes as one frame, as the safe form does.
  @unsafe @inlinable @inline(__always)
  public mutating func send(_ id: SessionID, _ packet: UnsafeRawBufferPointer) -> Bool {
    unsafe send(id, packet.bytes)
  }
}

// MARK: - Outside the reactors

/// The sender of a thread that is no reactor; made by `LanServer.makeSender`.
///
/// May move between threads, and is one thread's at a time. It gives its place up when it ends. It
/// keeps the sessions' memory, not the server: after a stop, everything is refused.
@frozen @safe
public struct OutsideSender<Guard: SessionGuard & ~Copyable, P: Port>: SessionSender, ~Copyable
where Guard.Fault == Never {
  @usableFromInline let table: SessionTable<Guard>
  @usableFromInline let writer: SessionWriter<Guard, P>

  /// Enrolls the caller, or returns nil when the plan's outside senders are all in use.
  public init?(_ table: SessionTable<Guard>, port: P) {
    guard let participant = table.enroll() else { return nil }
    self.table = table
    writer = SessionWriter(SessionAccess(table, participant: participant.index, port: port))
  }

  @inlinable
  deinit {
    writer.access.quiesce()
    table.withdraw(writer.access.participant)
  }

  @inlinable @inline(__always)
  public mutating func send(_ id: SessionID, _ packet: RawSpan) -> Bool {
    writer.send(id, packet)
  }

  @inlinable @inline(__always)
  public mutating func disconnect(_ id: SessionID) -> Bool {
    writer.disconnect(id)
  }

  /// Tells the guard that this thread holds nothing; worth a call before a long pause.
  @inlinable
  public mutating func rest() {
    writer.access.quiesce()
  }
}

// Safe: all of it is Sendable but the stage, which moves along.
extension OutsideSender: @unchecked Sendable where Guard: ~Copyable {}

// MARK: - Through the rings

/// What a thread does to a session that is not its own: every session, for a thread that is no
/// reactor.
extension SessionWriter where Guard: ~Copyable {
  @inlinable @inline(__always)
  borrowing func send(_ id: SessionID, _ packet: RawSpan) -> Bool {
    let slab = access.slab
    precondition(1...slab.maximumPayload ~= packet.byteCount, "a packet has 1 byte to the maximum")
    guard id.slot < slab.slotCount, let queued = access.withLease(id, { queue(id, packet) }) else {
      access.counters.add(.sendsRefused)
      return false
    }
    if queued.mustWake { access.wake(id.slot) }
    access.counters.add(queued.isTaken ? .sendsAccepted : .sendsRefused)
    return queued.isTaken
  }

  /// Queues a frame, and writes it or leaves it to the reactor; a session without room is aborted.
  /// Under its lease.
  @inlinable @inline(__always)
  borrowing func queue(
    _ id: SessionID, _ packet: RawSpan
  ) -> (isTaken: Bool, mustWake: Bool) {
    let isTaken = unsafe packet.withUnsafeBytes {
      unsafe access.slab.ring(id.slot).append($0, generation: id.generation)
    }
    guard isTaken else {
      _ = access.abort(id, .slowReader)
      return (false, false)
    }
    let isDirect = access.slab.flush == .direct
    return (true, isDirect ? flush(id.slot) : access.slab.schedule(id.slot))
  }

  @inlinable @inline(__always)
  borrowing func disconnect(_ id: SessionID) -> Bool {
    guard id.slot < access.slab.slotCount else { return false }
    let request = access.withLease(id) {
      let isFirst = access.requestDisconnect(id, leavesShutdown: true)
      return (isFirst: isFirst, mustWake: isFirst && flush(id.slot))
    }
    guard let request else { return false }
    if request.mustWake { access.wake(id.slot) }
    return request.isFirst
  }
}
