import Glibc
import Reactor
import Wire

/// A connection for a few frames, one at a time, that waits for each until a deadline.
struct FrameLink: ~Copyable {
  private let socket: Socket
  private let poller: Poller
  private let peer: Endpoint
  private let deadline: UInt64
  private var received: [UInt8] = []
  /// The error to throw where the peer sends nothing until the deadline.
  var silence: LoadError

  /// Connects; throws the kernel's reason, or ETIMEDOUT at the deadline.
  init(
    to peer: Endpoint, from source: Endpoint? = nil, deadline: UInt64, silence: LoadError
  ) throws(Errno) {
    let poller = try Poller(capacity: 1)
    let socket = Socket(fd: try Connection.open(to: peer, from: source))
    try poller.add(socket.fd, token: 0, [.writable])
    guard try Self.wait(poller, until: deadline) else { throw Errno(code: ETIMEDOUT) }
    try Connection.finishOpening(socket.fd)
    try poller.modify(socket.fd, token: 0, [.readable, .peerEnded])
    self.socket = socket
    self.poller = poller
    self.peer = peer
    self.deadline = deadline
    self.silence = silence
  }

  /// Sends one short frame; reports whether the kernel took all of it.
  func send(_ frame: [UInt8]) -> Bool {
    // Safe: the kernel copies the bytes.
    unsafe frame.withUnsafeBytes { bytes in
      do throws(Errno) {
        return try unsafe SocketPort().write(socket.fd, bytes) == bytes.count
      } catch {
        return false
      }
    }
  }

  /// Sends no more, and lets the peer know.
  func finish() { SocketPort().shutdown(socket.fd, .writing) }

  /// Reads until one frame is whole, and takes its payload; nil at the end of the stream.
  mutating func nextPayload() throws(LoadError) -> [UInt8]? {
    while true {
      if let payload = try takePayload() { return payload }
      guard (try? Self.wait(poller, until: deadline)) == true else { throw silence }
      guard readSome() else { return nil }
    }
  }

  private mutating func takePayload() throws(LoadError) -> [UInt8]? {
    guard received.count >= Frame.headerBytes else { return nil }
    let length = unsafe Frame.payloadBytes(received.span.bytes)
    guard length > 0 else { throw .notOurServer("\(peer) sent a frame without a payload") }
    let end = Frame.bytes(payload: length)
    guard received.count >= end else { return nil }
    let payload = Array(received[Frame.headerBytes..<end])
    received.removeFirst(end)
    return payload
  }

  /// Reads what is there; reports whether the stream goes on.
  private mutating func readSome() -> Bool {
    var bytes = [UInt8](repeating: 0, count: 4096)
    // Safe: the kernel fills at most the array.
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in
      do throws(Errno) {
        return try unsafe SocketPort().read(socket.fd, into: buffer) ?? -1
      } catch {
        return 0
      }
    }
    if count > 0 { received += bytes[..<count] }
    return count != 0
  }

  /// Waits for an event; reports whether one came before the deadline.
  private static func wait(
    _ poller: borrowing Poller, until deadline: UInt64
  ) throws(Errno) -> Bool {
    while true {
      let now = LoadClock.monotonic.now
      guard now < deadline else { return false }
      let milliseconds = Int32(clamping: (deadline - now + 999_999) / 1_000_000)
      if try poller.wait(timeoutMilliseconds: milliseconds) > 0 { return true }
    }
  }
}

/// An open descriptor, closed at the end of its value.
private struct Socket: ~Copyable {
  let fd: Int32

  deinit { Connection.close(fd) }
}
