/// What the load generator writes at the front of an echo of at least `byteCount` bytes.
///
/// The server reads the first byte only: an echo of any content comes back unchanged.
@frozen
public struct EchoHeader: Equatable, Sendable {
  /// The bytes in front of the pattern; a shorter echo is its kind and pattern bytes alone.
  public static var byteCount: Int { @inlinable get { 16 } }

  /// Which life of the connection sent it: an echo that outlives a reconnect is recognised.
  public var check: UInt16
  public var connection: UInt32
  /// Counts the echoes of one connection, from zero at every connect.
  public var sequence: UInt64

  @inlinable @inline(__always)
  public init(check: UInt16, connection: UInt32, sequence: UInt64) {
    self.check = check
    self.connection = connection
    self.sequence = sequence
  }

  /// Reads the header, or nil if the payload is no echo or too short to hold one.
  @inlinable
  public init?(_ payload: RawSpan) {
    guard payload.byteCount >= Self.byteCount, PacketKind(payload) == .echo,
      payload.little(UInt8.self, at: 1) == 0
    else { return nil }
    check = payload.little(UInt16.self, at: 2)
    connection = payload.little(UInt32.self, at: 4)
    sequence = payload.little(UInt64.self, at: 8)
  }

  /// The first eight bytes of the payload as one little-endian integer.
  @inlinable
  public var leadingWord: UInt64 {
    @inline(__always) get {
      UInt64(PacketKind.echo.rawValue) | UInt64(check) << 16 | UInt64(connection) << 32
    }
  }

  /// Writes the header at the front of a payload; the pattern comes after it.
  @inlinable @inline(__always)
  public func write(to payload: inout MutableRawSpan) {
    payload.setLittle(leadingWord, at: 0)
    payload.setLittle(sequence, at: 8)
  }
}
