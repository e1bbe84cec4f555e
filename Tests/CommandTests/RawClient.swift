import Glibc
import Reactor

/// A TCP connection that sends whatever bytes it is told to, and waits for what comes.
final class RawClient {
  private let fd: Int32
  private let poller: Poller

  init(port: UInt16) throws {
    fd = try Connection.open(to: .loopback(port: port))
    poller = try Poller(capacity: 1)
    try poller.add(fd, token: 0, [.writable])
    try wait()
    try Connection.finishOpening(fd)
    try poller.modify(fd, token: 0, [.readable, .peerEnded])
  }

  deinit { Connection.close(fd) }

  func send(_ bytes: [UInt8]) throws {
    // Safe: the kernel copies the bytes.
    let count = try unsafe bytes.withUnsafeBytes { try unsafe SocketPort().write(fd, $0) }
    guard count == bytes.count else { throw Errno(code: EAGAIN) }
  }

  /// Sends a frame of this payload.
  func sendFrame(_ payload: [UInt8]) throws {
    try send([UInt8(payload.count & 255), UInt8(payload.count >> 8)] + payload)
  }

  /// Waits for this many bytes, or for the end; fails after ten seconds.
  func read(_ count: Int) throws -> [UInt8] {
    var all: [UInt8] = []
    while all.count < count {
      guard let more = try readSome(count - all.count) else { break }
      all += more
    }
    return all
  }

  /// Waits for the peer to end the connection, whichever way.
  func waitForEnd() throws {
    do {
      while try readSome(4096) != nil {}
    } catch let error as Errno where error.isReset {}
  }

  /// Nil at the end of the stream.
  private func readSome(_ limit: Int) throws -> [UInt8]? {
    try wait()
    var bytes = [UInt8](repeating: 0, count: limit)
    // Safe: the kernel fills at most the array.
    let count = try unsafe bytes.withUnsafeMutableBytes {
      try unsafe SocketPort().read(fd, into: $0)
    }
    guard let count else { return [] }
    return count == 0 ? nil : Array(bytes[..<count])
  }

  private func wait() throws {
    guard try poller.wait(timeoutMilliseconds: 10_000) > 0 else { throw Errno(code: ETIMEDOUT) }
  }
}
