import Reactor
import Testing

/// A listener, its accepted side and its connecting side, all of them non-blocking.
struct Pair: ~Copyable {
  let listener: Listener
  let client: Int32
  let server: Int32

  init() throws {
    let listener = try Listener(at: .loopback(), sharesPort: false)
    let client = try Connection.open(to: listener.endpoint)
    try Pair.wait(for: listener.fd, .readable)
    let server = try #require(try SocketPort().accept(from: listener.fd))
    try Pair.wait(for: client, .writable)
    try Connection.finishOpening(client)
    self.listener = listener
    self.client = client
    self.server = server
  }

  deinit {
    Connection.close(client)
    Connection.close(server)
  }

  /// Waits, for five seconds at most, until `fd` is ready.
  static func wait(for fd: Int32, _ interest: Readiness) throws {
    let poller = try Poller(capacity: 1)
    try poller.add(fd, token: 0, interest)
    try #require(try poller.wait(timeoutMilliseconds: 5000) == 1)
  }
}

@Suite struct PollerTests {
  @Test func `an event that is watched for once comes to one of those that joined`() throws {
    let pair = try Pair()
    let poller = try Poller()
    let first = Poller(joining: poller, capacity: 4)
    let second = Poller(joining: poller, capacity: 4)
    try poller.add(pair.server, token: 7, [.readable, .once])
    _ = try unsafe [1].withUnsafeBytes { try unsafe SocketPort().write(pair.client, $0) }
    #expect(try first.wait(timeoutMilliseconds: 5000) == 1)
    #expect(first.token(0) == 7)
    #expect(try second.wait(timeoutMilliseconds: 0) == 0, "what is left is not told again")
    try second.modify(pair.server, token: 8, [.readable, .once])
    #expect(try second.wait(timeoutMilliseconds: 5000) == 1)
    #expect(second.token(0) == 8)
    #expect(try first.wait(timeoutMilliseconds: 0) == 0)
  }

  @Test func `an event carries the token it was added with`() throws {
    let pair = try Pair()
    let poller = try Poller()
    try poller.add(pair.server, token: 0xdead_beef_0000_0007, [.readable, .edges])
    #expect(try poller.wait(timeoutMilliseconds: 0) == 0)
    try send(pair.client, [1, 2, 3])
    #expect(try poller.wait(timeoutMilliseconds: 5000) == 1)
    #expect(poller.token(0) == 0xdead_beef_0000_0007)
    #expect(poller.readiness(0) == .readable)
  }

  @Test func `an edge comes once, a level until it is dealt with`() throws {
    let pair = try Pair()
    let edges = try Poller()
    let levels = try Poller()
    try edges.add(pair.server, token: 1, [.readable, .edges])
    try levels.add(pair.server, token: 2, .readable)
    try send(pair.client, [1])
    #expect(try edges.wait(timeoutMilliseconds: 5000) == 1)
    #expect(try edges.wait(timeoutMilliseconds: 0) == 0)
    #expect(try levels.wait(timeoutMilliseconds: 5000) == 1)
    #expect(try levels.wait(timeoutMilliseconds: 0) == 1)
  }

  @Test func `the end of the stream is an event, and a read of zero`() throws {
    let pair = try Pair()
    let poller = try Poller()
    try poller.add(pair.server, token: 1, [.readable, .peerEnded, .edges])
    SocketPort().shutdown(pair.client, .writing)
    #expect(try poller.wait(timeoutMilliseconds: 5000) == 1)
    #expect(poller.readiness(0).contains(.peerEnded))
    #expect(try receive(pair.server) == [])
  }

  @Test func `a modified watch answers with its new token, a removed one not at all`() throws {
    let pair = try Pair()
    let poller = try Poller()
    try poller.add(pair.server, token: 1, .readable)
    try poller.modify(pair.server, token: 2, .writable)
    #expect(try poller.wait(timeoutMilliseconds: 0) == 1)
    #expect(poller.token(0) == 2 && poller.readiness(0) == .writable)
    try poller.remove(pair.server)
    #expect(try poller.wait(timeoutMilliseconds: 0) == 0)
    #expect(throws: Errno.self) { try poller.remove(pair.server) }
  }

  @Test func `a wake-up signalled before the wait still ends it`() throws {
    let poller = try Poller()
    let wakeup = try Wakeup()
    try poller.add(wakeup.fd, token: 9, [.readable, .edges])
    for _ in 0..<3 {
      wakeup.signal()
      #expect(try poller.wait(timeoutMilliseconds: 5000) == 1)
      #expect(poller.token(0) == 9)
      #expect(try poller.wait(timeoutMilliseconds: 0) == 0, "nothing reads it, yet it is an edge")
    }
  }
}

/// Writes all of `bytes`, which must fit.
func send(_ fd: Int32, _ bytes: [UInt8]) throws {
  let count = try unsafe bytes.withUnsafeBytes { try unsafe SocketPort().write(fd, $0) }
  try #require(count == bytes.count)
}

/// Reads what is there; nil when nothing is.
func receive(_ fd: Int32) throws -> [UInt8]? {
  var buffer = [UInt8](repeating: 0, count: 4096)
  let count = try unsafe buffer.withUnsafeMutableBytes {
    try unsafe SocketPort().read(fd, into: $0)
  }
  return count.map { Array(buffer[..<$0]) }
}
