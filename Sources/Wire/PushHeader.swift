/// The front of a push: the session it is meant for, its sender, and its number in their sequence.
@frozen
public struct PushHeader: Equatable, Sendable {
  /// The bytes in front of the pattern, and the shortest push.
  public static var byteCount: Int { @inlinable get { 24 } }

  /// Set in the sender number of a reactor that answers a command; its index is in the other bits.
  public static var reactorSenders: UInt32 { @inlinable get { 0x8000_0000 } }

  public var sender: UInt32
  public var slot: UInt32
  public var generation: UInt32
  /// Counts what this sender sent to this session, from zero; advances only when `send` returned
  /// true, so a tail may be missing after a disconnect, but there is never a hole.
  public var sequence: UInt64

  @inlinable @inline(__always)
  public init(sender: UInt32, slot: UInt32, generation: UInt32, sequence: UInt64) {
    self.sender = sender
    self.slot = slot
    self.generation = generation
    self.sequence = sequence
  }

  /// Reads the header, or nil if the payload is no push.
  @inlinable @inline(__always)
  public init?(_ payload: RawSpan) {
    guard payload.byteCount >= Self.byteCount,
      payload.little(UInt32.self, at: 0) == UInt32(PacketKind.push.rawValue)
    else { return nil }
    sender = payload.little(UInt32.self, at: 4)
    slot = payload.little(UInt32.self, at: 8)
    generation = payload.little(UInt32.self, at: 12)
    sequence = payload.little(UInt64.self, at: 16)
  }

  /// Writes the header at the front of a payload; the pattern comes after it.
  @inlinable @inline(__always)
  public func write(to payload: inout MutableRawSpan) {
    payload.setLittle(UInt32(PacketKind.push.rawValue), at: 0)
    payload.setLittle(sender, at: 4)
    payload.setLittle(slot, at: 8)
    payload.setLittle(generation, at: 12)
    payload.setLittle(sequence, at: 16)
  }
}
