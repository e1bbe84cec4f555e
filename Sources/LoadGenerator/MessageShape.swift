import Wire

/// The bytes of a plan's messages on the wire.
struct MessageShape {
  /// Bytes of the frame's header: none against a raw echo.
  let headerBytes: Int
  let payloadBytes: Int
  /// Where the pattern begins in a payload.
  let patternOffset: Int

  init(_ plan: LoadPlan) {
    headerBytes = plan.raw ? 0 : Frame.headerBytes
    payloadBytes = plan.payloadBytes
    patternOffset = plan.payloadBytes >= EchoHeader.byteCount ? EchoHeader.byteCount : 1
  }

  /// The length of one whole message.
  var byteCount: Int {
    @inline(__always) get { headerBytes &+ payloadBytes }
  }

  /// Writes one message; there must be room for it.
  @inline(__always)
  func write(to message: UnsafeMutableRawBufferPointer, leadingWord: UInt64, sequence: UInt64) {
    var frame = unsafe message.mutableBytes
    if headerBytes > 0 { Frame.writeHeader(payloadBytes: payloadBytes, to: &frame) }
    // Safe: within the message, whose length the caller vouches for.
    var payload = unsafe UnsafeMutableRawBufferPointer(
      rebasing: message[headerBytes...]
    ).mutableBytes
    if patternOffset == EchoHeader.byteCount {
      payload.storeBytes(of: leadingWord.littleEndian, toByteOffset: 0, as: UInt64.self)
      payload.storeBytes(of: sequence.littleEndian, toByteOffset: 8, as: UInt64.self)
    } else {
      payload.storeBytes(of: PacketKind.echo.rawValue, toByteOffset: 0, as: UInt8.self)
    }
    Pattern.fill(&payload, from: patternOffset, sequence: sequence)
  }

  /// Reports whether bytes of the message's length are, to the last one, this message.
  @inline(__always)
  func matches(_ message: UnsafeRawBufferPointer, leadingWord: UInt64, sequence: UInt64) -> Bool {
    let frame = unsafe message.bytes
    if headerBytes > 0 && Frame.payloadBytes(frame) != payloadBytes { return false }
    // Safe: as for writing; integers have no invalid bit patterns.
    let payload = unsafe UnsafeRawBufferPointer(rebasing: message[headerBytes...]).bytes
    if patternOffset == EchoHeader.byteCount {
      let word = unsafe payload.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self)
      let count = unsafe payload.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt64.self)
      guard word == leadingWord.littleEndian, count == sequence.littleEndian else { return false }
    } else {
      let kind = unsafe payload.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt8.self)
      guard kind == PacketKind.echo.rawValue else { return false }
    }
    return Pattern.matches(payload, from: patternOffset, sequence: sequence)
  }
}
