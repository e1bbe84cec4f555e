import GuardedServer
import SessionGuards

/// Notes what is sent, and takes it as long as it is told to.
struct RecordingSender: SessionSender, ~Copyable {
  var sent: [(id: SessionID, packet: [UInt8])] = []
  var disconnected: [SessionID] = []
  /// How many more sends it takes.
  var room = Int.max

  @discardableResult
  mutating func send(_ packet: RawSpan, to id: SessionID) -> Bool {
    guard room > 0 else { return false }
    room -= 1
    // Safe: bytes have no padding.
    sent.append(
      (id, packet.byteOffsets.map { unsafe packet.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }))
    return true
  }

  @discardableResult
  mutating func disconnect(_ id: SessionID) -> Bool {
    disconnected.append(id)
    return true
  }
}
