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

  /// Queues `packet` as one frame for each of the sessions in turn, and returns how many took it:
  /// a message to a room, or to all.
  ///
  /// For each of them it does what a `send` does, and costs less where they are many: their
  /// guard's memory is asked for ahead, and the guard is told once for many that the thread holds
  /// nothing. A reactor that sleeps may be woken only after some dozens of frames.
  @discardableResult
  mutating func send(_ packet: RawSpan, to ids: Span<SessionID>) -> Int

  /// Ends the sessions in turn, and returns for how many this call was the first to request it: a
  /// room's end. For each of them it does what `disconnect` does.
  @discardableResult
  mutating func disconnectAll(_ ids: Span<SessionID>) -> Int
}

// A sender of your own has these until it has better ones.
extension SessionSender where Self: ~Copyable {
  @inlinable @discardableResult
  public mutating func send(_ packet: RawSpan, to ids: Span<SessionID>) -> Int {
    var taken = 0
    for index in ids.indices where send(packet, to: ids[index]) { taken &+= 1 }
    return taken
  }

  @inlinable @discardableResult
  public mutating func disconnectAll(_ ids: Span<SessionID>) -> Int {
    var first = 0
    for index in ids.indices where disconnect(ids[index]) { first &+= 1 }
    return first
  }
}

extension SessionSender where Self: ~Copyable {
  /// Queues the bytes as one frame, as the raw form does: an array's `span`, for one.
  @inlinable @inline(__always) @discardableResult
  public mutating func send(_ packet: Span<UInt8>, to id: SessionID) -> Bool {
    // Safe: bytes have no padding.
    unsafe send(packet.bytes, to: id)
  }

  /// Queues the bytes as one frame for each session, as the raw form does.
  @inlinable @inline(__always) @discardableResult
  public mutating func send(_ packet: Span<UInt8>, to ids: Span<SessionID>) -> Int {
    // Safe: bytes have no padding.
    unsafe send(packet.bytes, to: ids)
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

  // The batches tell the guard themselves.

  @inlinable @inline(__always) @discardableResult
  package mutating func send(_ packet: RawSpan, to ids: Span<SessionID>) -> Int {
    writer.send(packet, to: ids)
  }

  @inlinable @inline(__always) @discardableResult
  package mutating func disconnectAll(_ ids: Span<SessionID>) -> Int { writer.disconnectAll(ids) }

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

// MARK: - Many sessions in turn

extension SessionWriter where Guard: ~Copyable {
  /// Frames that are queued before the reactors that sleep are woken: no wake-up happens under a
  /// lease, and in a batch one lease follows the other.
  @inlinable static var wakeUpsAtOnce: Int { 64 }

  @inlinable @inline(__always)
  borrowing func send(_ packet: RawSpan, to ids: Span<SessionID>) -> Int {
    precondition(
      1...access.slab.maximumPayload ~= packet.byteCount, "a packet has 1 byte to the maximum")
    var taken = 0
    forEach(of: ids) { id in
      let queued = queue(packet, to: id)
      if queued.isTaken { taken &+= 1 }
      return queued.mustWake
    }
    access.counters.add(.sendsAccepted, taken)
    access.counters.add(.sendsRefused, ids.count &- taken)
    return taken
  }

  @inlinable @inline(__always)
  borrowing func disconnectAll(_ ids: Span<SessionID>) -> Int {
    var first = 0
    forEach(of: ids) { id in
      guard access.requestDisconnect(id, leavesShutdown: true) else { return false }
      first &+= 1
      return flush(id.slot)
    }
    return first
  }

  /// Runs `body` under a lease of each session that there is, and wakes the reactors of those for
  /// which it returns true, after some leases have ended.
  @inlinable @inline(__always)
  borrowing func forEach(of ids: Span<SessionID>, _ body: (SessionID) -> Bool) {
    var next = 0
    while next < ids.count {
      let end = min(next &+ Self.wakeUpsAtOnce, ids.count)
      var sleeping = InlineArray<64, Slot>(repeating: 0)
      var count = 0
      access.withLeases(ids.extracting(next..<end)) { id in
        guard body(id) else { return }
        sleeping[count] = id.slot
        count &+= 1
      }
      for index in 0..<count { access.wake(sleeping[index]) }
      next = end
    }
  }
}
