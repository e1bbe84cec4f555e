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

  /// Ends the session, and reports whether this call was the first to want it.
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
