/// The framing of every message: two bytes, little-endian, that hold the length of the payload
/// after them.
public enum Frame {
  /// The bytes in front of a payload.
  public static var headerBytes: Int { @inlinable get { 2 } }

  /// The longest payload that a header can announce; a server may state less in its welcome.
  public static var maximumPayloadBytes: Int { @inlinable get { 65_535 } }

  /// Returns the bytes that a payload takes on the wire, header included.
  @inlinable @inline(__always)
  public static func bytes(payload: Int) -> Int { headerBytes + payload }

  /// Reads the payload's length from the header at the front of a span.
  ///
  /// Zero is not a legal length: the receiver treats it as a violation of the protocol.
  @inlinable @inline(__always)
  public static func payloadBytes(_ frame: RawSpan) -> Int {
    Int(frame.little(UInt16.self, at: 0))
  }

  /// Writes the header of a payload at the front of a span.
  @inlinable @inline(__always)
  public static func writeHeader(payloadBytes: Int, to frame: inout MutableRawSpan) {
    precondition(payloadBytes >= 1 && payloadBytes <= maximumPayloadBytes)
    frame.setLittle(UInt16(truncatingIfNeeded: payloadBytes), at: 0)
  }
}
