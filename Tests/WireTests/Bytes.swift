import Wire

/// Returns a frame around a payload that a closure writes.
func frame(payloadBytes: Int, _ write: (inout MutableRawSpan) -> Void) -> [UInt8] {
  var bytes = [UInt8](repeating: 0xEE, count: Frame.bytes(payload: payloadBytes))
  // Safe: the spans do not leave the closure.
  unsafe bytes.withUnsafeMutableBytes { buffer in
    var header = unsafe buffer.mutableBytes
    Frame.writeHeader(payloadBytes: payloadBytes, to: &header)
    var payload = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[2...]).mutableBytes
    write(&payload)
  }
  return bytes
}

/// Calls a closure with a frame's payload, or with any bytes from an offset on.
func reading<Result>(
  _ bytes: [UInt8], from offset: Int = Frame.headerBytes, _ body: (RawSpan) -> Result
) -> Result {
  // Safe: the span does not leave the closure.
  unsafe bytes.withUnsafeBytes { buffer in
    body(unsafe UnsafeRawBufferPointer(rebasing: buffer[offset...]).bytes)
  }
}
