import Reactor
import Testing

/// A client that waits for what it expects, five seconds at most.
final class Client {
  private let fd: Int32
  private let poller: Poller
  private var received: [UInt8] = []
  private(set) var hasEnded = false
  private(set) var wasReset = false

  init(_ endpoint: Endpoint, receiveBufferBytes: Int32? = nil) throws {
    poller = try Poller(capacity: 4)
    fd = try Connection.open(to: endpoint)
    if let bytes = receiveBufferBytes { try Connection.setReceiveBuffer(fd, bytes: bytes) }
    try poller.add(fd, token: 0, .writable)
    try #require(try poller.wait(timeoutMilliseconds: 5000) > 0)
    try Connection.finishOpening(fd)
    try poller.modify(fd, token: 0, .readable)
  }

  deinit {
    Connection.close(fd)
  }

  static func frame(_ payload: [UInt8]) -> [UInt8] {
    [UInt8(payload.count & 255), UInt8(payload.count >> 8)] + payload
  }

  /// Writes all of `bytes`, as they are.
  func write(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = try unsafe rest.withUnsafeBytes { try unsafe SocketPort().write(fd, $0) }
      if let count {
        rest = rest.dropFirst(count)
      } else {
        try poller.modify(fd, token: 0, .writable)
        try #require(try poller.wait(timeoutMilliseconds: 5000) > 0, "the server takes no more")
        try poller.modify(fd, token: 0, .readable)
      }
    }
  }

  func send(_ payload: [UInt8]) throws {
    try write(Self.frame(payload))
  }

  /// The next frame's payload; nil at the end of the stream.
  func receive() throws -> [UInt8]? {
    while true {
      if received.count >= 2 {
        let end = 2 + Int(received[0]) + Int(received[1]) << 8
        if received.count >= end {
          defer { received.removeFirst(end) }
          return Array(received[2..<end])
        }
      }
      if hasEnded { return nil }
      try #require(try poller.wait(timeoutMilliseconds: 5000) > 0, "nothing came")
      read()
    }
  }

  /// Reads until the peer ends or breaks the connection.
  func readToEnd() throws {
    while !hasEnded {
      try #require(try poller.wait(timeoutMilliseconds: 5000) > 0, "the connection did not end")
      read()
    }
  }

  private func read() {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    do {
      let count = try unsafe buffer.withUnsafeMutableBytes {
        try unsafe SocketPort().read(fd, into: $0)
      }
      guard let count else { return }
      hasEnded = count == 0
      received += buffer[..<count]
    } catch {
      wasReset = (error as? Errno)?.isReset ?? false
      hasEnded = true
    }
  }

  /// What came and is not a whole frame, or has not been asked for.
  var unread: Int { received.count }

  func shutdownWriting() {
    SocketPort().shutdown(fd, .writing)
  }

  /// Makes the end of this client a reset.
  func resetOnClose() {
    Connection.resetOnClose(fd)
  }
}
