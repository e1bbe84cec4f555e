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
  /// that the peer received it, for the session may end first. The packet has 1 byte to
  /// the configuration's `maximumPayload`; any other traps.
  @discardableResult
  mutating func send(_ packet: RawSpan, to id: SessionID) -> Bool

  /// Ends the session, and reports whether this call was the first to request it.
  ///
  /// What this sender sent before gets one attempt to be written, if need be by the thread that is
  /// writing to the session meanwhile. The session's reactor calls `onRelease` soon after; until
  /// then sends may still be taken, and be lost.
  @discardableResult
  mutating func disconnect(_ id: SessionID) -> Bool
}

extension SessionSender where Self: ~Copyable {
  /// Queues the bytes as one frame, as the raw form does: an array's `span`, for one.
  @inlinable @inline(__always) @discardableResult
  public mutating func send(_ packet: Span<UInt8>, to id: SessionID) -> Bool {
    // Safe: bytes have no padding.
    unsafe send(packet.bytes, to: id)
  }

  /// Queues the bytes as one frame, as the safe form does.
  @unsafe @inlinable @inline(__always) @discardableResult
  public mutating func send(_ packet: UnsafeRawBufferPointer, to id: SessionID) -> Bool {
    unsafe send(packet.bytes, to: id)
  }
}

// MARK: - Outside the reactors

/// A place among a table's outside senders, on any port; `LanServer.Sender` has one.
///
/// Its thread may wait between two calls for as long as it likes. So each call ends by telling the
/// guard that the thread holds nothing, which costs nothing under a guard that need not know.
@frozen @safe @usableFromInline
package struct OutsideSender<Guard: SessionGuard & ~Copyable, P: Port>: SessionSender, ~Copyable
where Guard.Fault == Never {
  @usableFromInline let table: SessionTable<Guard>
  @usableFromInline let writer: SessionWriter<Guard, P>

  /// Enrolls the caller, or returns nil when the outside senders are all in use.
  @usableFromInline
  package init?(_ table: SessionTable<Guard>, port: P) {
    guard let participant = table.enroll() else { return nil }
    self.table = table
    writer = SessionWriter(SessionAccess(table, participant: participant.index, port: port))
  }

  @inlinable
  deinit {
    writer.access.quiesce()
    table.withdraw(writer.access.participant)
  }

  @inlinable @inline(__always) @discardableResult
  package mutating func send(_ packet: RawSpan, to id: SessionID) -> Bool {
    let isTaken = writer.send(packet, to: id)
    writer.access.quiesce()
    return isTaken
  }

  @inlinable @inline(__always) @discardableResult
  package mutating func disconnect(_ id: SessionID) -> Bool {
    let isFirst = writer.disconnect(id)
    writer.access.quiesce()
    return isFirst
  }

  /// Tells the guard once more that this thread holds nothing.
  @inlinable
  package mutating func rest() {
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
  borrowing func send(_ packet: RawSpan, to id: SessionID) -> Bool {
    let slab = access.slab
    precondition(1...slab.maximumPayload ~= packet.byteCount, "a packet has 1 byte to the maximum")
    guard id.slot < slab.slotCount,
      let queued = access.withLease(id, { queue(packet, to: id) })
    else {
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
    _ packet: RawSpan, to id: SessionID
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
