/// The first message to a client: which session it is, and which run it reached.
@frozen
public struct Welcome: Equatable, Sendable {
  /// The version of the protocol that this module speaks.
  public static var version: UInt8 { @inlinable get { 1 } }

  /// The length of every welcome.
  public static var byteCount: Int { @inlinable get { 24 } }

  public var slot: UInt32
  public var generation: UInt32
  /// The longest payload the server accepts; a longer one ends the session.
  public var maximumPayloadBytes: UInt32
  /// A random number of the run, so that a stale server cannot be mistaken for this one.
  public var token: UInt64

  @inlinable
  public init(slot: UInt32, generation: UInt32, maximumPayloadBytes: UInt32, token: UInt64) {
    self.slot = slot
    self.generation = generation
    self.maximumPayloadBytes = maximumPayloadBytes
    self.token = token
  }

  /// Reads a welcome, or nil if the payload is not one of this version.
  @inlinable
  public init?(_ payload: RawSpan) {
    guard payload.byteCount == Self.byteCount, PacketKind(payload) == .welcome,
      payload.little(UInt8.self, at: 1) == Self.version,
      payload.little(UInt16.self, at: 2) == 0
    else { return nil }
    slot = payload.little(UInt32.self, at: 4)
    generation = payload.little(UInt32.self, at: 8)
    maximumPayloadBytes = payload.little(UInt32.self, at: 12)
    token = payload.little(UInt64.self, at: 16)
  }

  /// Writes the payload at the front of a span.
  @inlinable
  public func write(to payload: inout MutableRawSpan) {
    payload.setLittle(PacketKind.welcome.rawValue, at: 0)
    payload.setLittle(Self.version, at: 1)
    payload.setLittle(0 as UInt16, at: 2)
    payload.setLittle(slot, at: 4)
    payload.setLittle(generation, at: 8)
    payload.setLittle(maximumPayloadBytes, at: 12)
    payload.setLittle(token, at: 16)
  }
}
