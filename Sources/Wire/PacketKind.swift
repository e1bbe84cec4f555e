/// What a payload is; its first byte.
@frozen
public enum PacketKind: UInt8, Sendable, CaseIterable {
  /// The server's first message on every connection.
  case welcome = 1
  /// A message that comes back unchanged.
  case echo = 2
  /// A message that the server sends of its own accord.
  case push = 3
  /// A request to the server, or its acknowledgement.
  case command = 4

  /// Reads the kind of a payload, or nil if it is empty or of no known kind.
  @inlinable @inline(__always)
  public init?(_ payload: RawSpan) {
    guard payload.byteCount > 0 else { return nil }
    self.init(rawValue: payload.little(UInt8.self, at: 0))
  }
}
