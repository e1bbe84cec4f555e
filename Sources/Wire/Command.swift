/// A client's request to the server.
@frozen
public struct Command: Equatable, Sendable {
  /// What a command asks for.
  @frozen
  public enum Operation: UInt8, Sendable, CaseIterable {
    /// Push `count` messages of `payloadBytes` each to the session that asks.
    case push = 1
    /// Disconnect the session that asks.
    case disconnect = 2
    /// Take the measurement snapshot number `argument`; the same bytes come back when it is taken.
    case mark = 3
    /// Push `count` messages to the session whose id is `argument`, which may be gone.
    case pushToSession = 4
  }

  /// The length of every command.
  public static var byteCount: Int { @inlinable get { 16 } }

  /// The bytes of all pushes that one command may ask for, their frames' headers included.
  ///
  /// So no command occupies a server for long.
  public static var maximumPushBytes: Int { @inlinable get { 1 << 17 } }

  /// How many pushes of a length one command may ask for.
  @inlinable
  public static func maximumCount(ofPayloadBytes payloadBytes: Int) -> Int {
    maximumPushBytes / Frame.bytes(payload: payloadBytes)
  }

  public var operation: Operation
  /// The length of the pushes asked for, at least `PushHeader.byteCount`.
  public var payloadBytes: UInt16
  /// At most `maximumCount` of that length.
  public var count: UInt32
  /// A mark's number, or the id (slot in the high 32 bits, generation in the low) of a session.
  public var argument: UInt64

  @inlinable
  public init(
    _ operation: Operation, payloadBytes: UInt16 = 0, count: UInt32 = 0, argument: UInt64 = 0
  ) {
    self.operation = operation
    self.payloadBytes = payloadBytes
    self.count = count
    self.argument = argument
  }

  /// Reads a command, or nil if the payload is not one.
  @inlinable
  public init?(_ payload: RawSpan) {
    guard payload.byteCount == Self.byteCount, PacketKind(payload) == .command,
      let operation = Operation(rawValue: payload.little(UInt8.self, at: 1))
    else { return nil }
    self.operation = operation
    payloadBytes = payload.little(UInt16.self, at: 2)
    count = payload.little(UInt32.self, at: 4)
    argument = payload.little(UInt64.self, at: 8)
    if asksForPushes && !hasLegalPushes { return nil }
  }

  @inlinable
  var hasLegalPushes: Bool {
    let payload = Int(payloadBytes)
    return payload >= PushHeader.byteCount && count <= Self.maximumCount(ofPayloadBytes: payload)
  }

  /// Reports whether the server answers with pushes, and so needs a legal length and count.
  @inlinable
  public var asksForPushes: Bool { operation == .push || operation == .pushToSession }

  /// Writes the payload at the front of a span.
  @inlinable
  public func write(to payload: inout MutableRawSpan) {
    payload.setLittle(PacketKind.command.rawValue, at: 0)
    payload.setLittle(operation.rawValue, at: 1)
    payload.setLittle(payloadBytes, at: 2)
    payload.setLittle(count, at: 4)
    payload.setLittle(argument, at: 8)
  }
}
