/// The bytes of one message, written in place again and again.
@usableFromInline
@frozen
struct Payload: Sendable {
  @usableFromInline var storage: [UInt8]

  @inlinable
  init(byteCount: Int) { storage = Array(repeating: 0, count: byteCount) }

  @inlinable var byteCount: Int { storage.count }

  /// Lets `write` change the bytes.
  @inlinable @inline(__always)
  mutating func write(_ write: (inout MutableRawSpan) -> Void) {
    var span = storage.mutableSpan
    // Safe: bytes have no invalid patterns.
    var bytes = unsafe span.mutableBytes
    write(&bytes)
  }
}
