public import Reactor
internal import Synchronization

/// A socket that is memory: every read yields a batch of frames, every write is taken and checked.
///
/// Each frame names the descriptor it was read from, so that one written to another is seen. One
/// per thread.
@usableFromInline
@frozen
struct MemoryPort: Port {
  @usableFromInline let traffic: MemoryTraffic

  init(depth: Int, payloadBytes: Int) {
    traffic = MemoryTraffic(depth: depth, payloadBytes: payloadBytes)
  }

  @inlinable
  func accept(from _: Int32) throws(Errno) -> Int32? { nil }

  @inlinable
  func read(_ fd: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int? {
    unsafe traffic.read(fd, into: buffer)
  }

  @inlinable
  func write(_ fd: Int32, _ bytes: UnsafeRawBufferPointer) throws(Errno) -> Int? {
    unsafe traffic.check(fd, bytes)
    return bytes.count
  }

  @inlinable
  func shutdown(_: Int32, _: ShutdownDirection) {}

  @inlinable
  func close(_: Int32, reset _: Bool) {}
}

/// What goes in and out of a memory port, and how much of it.
@usableFromInline
final class MemoryTraffic: Sendable {
  /// A payload's first byte is free, the descriptor follows.
  @usableFromInline static let leastPayloadBytes = 8

  @usableFromInline let batch: [UInt8]
  @usableFromInline let depth: Int
  @usableFromInline let frameBytes: Int
  private let messagesWritten = Atomic(0)
  private let messagesAstray = Atomic(0)

  init(depth: Int, payloadBytes: Int) {
    self.depth = depth
    frameBytes = payloadBytes + 2
    let length = UInt16(payloadBytes)
    let frame =
      [UInt8(truncatingIfNeeded: length), UInt8(length >> 8)]
      + (0..<payloadBytes).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    batch = (0..<depth).flatMap { _ in frame }
  }

  /// Copies the batch, stamped with the descriptor.
  @inlinable
  func read(_ fd: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    // Safe: the reactor's buffer is larger than any batch, which the plan's limits keep below 64
    // KiB.
    unsafe batch.withUnsafeBytes { bytes in unsafe buffer.copyMemory(from: bytes) }
    for frame in 0..<depth {
      unsafe buffer.storeBytes(of: fd, toByteOffset: frame &* frameBytes &+ 4, as: Int32.self)
    }
    return batch.count
  }

  /// Looks whether every frame goes where it came from.
  @usableFromInline
  func check(_ fd: Int32, _ bytes: UnsafeRawBufferPointer) {
    var astray = bytes.count % frameBytes == 0 ? 0 : 1
    for frame in 0..<bytes.count / frameBytes {
      // Safe: within the bytes, as the frame count says.
      let origin = unsafe bytes.loadUnaligned(
        fromByteOffset: frame &* frameBytes &+ 4, as: Int32.self)
      if origin != fd { astray &+= 1 }
    }
    // Relaxed, all: counted by one thread at a time and read when it has ended.
    messagesWritten.wrappingAdd(bytes.count / frameBytes, ordering: .relaxed)
    if astray > 0 { messagesAstray.wrappingAdd(astray, ordering: .relaxed) }
  }

  var writtenCount: Int { messagesWritten.load(ordering: .relaxed) }
  var astrayCount: Int { messagesAstray.load(ordering: .relaxed) }
}
