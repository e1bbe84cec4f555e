import GuardedServer
import Reactor

/// A port without a kernel: scripted reads, recorded writes, as much room as the test gives.
final class MemoryPort: Port {
  struct Wire {
    /// Each read answers one of these, the oldest first; then "not now".
    var incoming: [[UInt8]] = []
    var written: [UInt8] = []
    var writeCount = 0
    /// Bytes that writes still take.
    var room = Int.max
    var isBroken = false
    /// What reads are refused with, once the incoming chunks are read.
    var readFailure: Errno?
    var shutdowns: [ShutdownDirection] = []
    var closes: [Bool] = []
  }

  private let wires = Locked<[Int32: Wire]>([:])
  /// Runs in every write, before it takes a byte.
  private let beforeWrite: @Sendable (Int32) -> Void

  init(beforeWrite: @escaping @Sendable (Int32) -> Void = { _ in }) {
    self.beforeWrite = beforeWrite
  }

  func change<Result: Sendable>(_ fd: Int32, _ body: (inout sending Wire) -> sending Result)
    -> Result
  {
    wires.withLock { body(&$0[fd, default: Wire()]) }
  }

  func wire(_ fd: Int32) -> Wire { wires.withLock { $0[fd] ?? Wire() } }

  func accept(from _: Int32) throws(Errno) -> Int32? { nil }

  func read(_ fd: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int? {
    let (chunk, failure) = wires.withLock { wires in
      let hears = wires[fd]?.incoming.isEmpty == false
      return (hears ? wires[fd]?.incoming.removeFirst() : nil, wires[fd]?.readFailure)
    }
    guard let chunk else {
      if let failure { throw failure }
      return nil
    }
    precondition(chunk.count <= buffer.count)
    unsafe buffer.copyBytes(from: chunk)
    return chunk.count
  }

  func write(_ fd: Int32, _ bytes: UnsafeRawBufferPointer) throws(Errno) -> Int? {
    beforeWrite(fd)
    let copy = unsafe Array(bytes)
    let count: Int? = wires.withLock { wires in
      var wire = wires[fd] ?? Wire()
      defer { wires[fd] = wire }
      // Nothing is written after a shutdown, as with the kernel.
      if wire.isBroken || !wire.shutdowns.isEmpty { return nil }
      wire.writeCount += 1
      let count = min(copy.count, wire.room)
      wire.room -= count
      wire.written += copy[..<count]
      return count
    }
    guard let count else { throw Errno(code: 32) }
    return count == 0 ? nil : count
  }

  func shutdown(_ fd: Int32, _ direction: ShutdownDirection) {
    wires.withLock { $0[fd, default: Wire()].shutdowns.append(direction) }
  }

  func close(_ fd: Int32, reset: Bool) {
    wires.withLock { $0[fd, default: Wire()].closes.append(reset) }
  }
}

/// The payloads of whole frames at the beginning of `bytes`, and what is left.
func frames(_ bytes: [UInt8]) -> (payloads: [[UInt8]], rest: ArraySlice<UInt8>) {
  var rest = bytes[...]
  var payloads: [[UInt8]] = []
  while rest.count >= 2 {
    let length = Int(rest[rest.startIndex]) + Int(rest[rest.startIndex + 1]) << 8
    guard rest.count >= length + 2 else { break }
    payloads.append(Array(rest.dropFirst(2).prefix(length)))
    rest = rest.dropFirst(length + 2)
  }
  return (payloads, rest)
}
