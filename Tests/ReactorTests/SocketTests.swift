import Glibc
import Reactor
import Testing

@Suite struct SocketTests {
  @Test func `bytes cross a connection both ways`() throws {
    let pair = try Pair()
    #expect(try receive(pair.server) == nil, "nothing is there yet")
    try send(pair.client, [1, 2, 3])
    try Pair.wait(for: pair.server, .readable)
    #expect(try receive(pair.server) == [1, 2, 3])
    try send(pair.server, [4])
    try Pair.wait(for: pair.client, .readable)
    #expect(try receive(pair.client) == [4])
  }

  @Test func `two listeners share a port only if both say so`() throws {
    let first = try Listener(at: .loopback(), sharesPort: true)
    let second = try Listener(at: first.endpoint, sharesPort: true)
    #expect(first.endpoint == second.endpoint)
    let failure = #expect(throws: Errno.self) {
      _ = try Listener(at: first.endpoint, sharesPort: false)
    }
    #expect("\(try #require(failure))".hasPrefix("Address already in use"))
  }

  @Test func `an endpoint is free unless a socket listens there, also one that shares`() throws {
    let endpoint = try Listener(at: .loopback(), sharesPort: true).endpoint
    #expect(throws: Never.self) { try Listener.checkFree(endpoint) }
    let listener = try Listener(at: endpoint, sharesPort: true)
    #expect(throws: Errno(code: EADDRINUSE)) { try Listener.checkFree(endpoint) }
    withExtendedLifetime(listener.endpoint) {}
  }

  @Test func `a connection to no listener fails when asked how it ended`() throws {
    let port = try Listener(at: .loopback(), sharesPort: false).endpoint.port
    let fd = try Connection.open(to: .loopback(port: port))
    defer { Connection.close(fd) }
    try Pair.wait(for: fd, .writable)
    #expect(throws: Errno.self) { try Connection.finishOpening(fd) }
  }

  @Test func `a connection comes from the source address it was given`() throws {
    let listener = try Listener(at: .loopback(), sharesPort: false)
    let source = Endpoint(address: 0x7f00_0005, port: 0)
    let fd = try Connection.open(to: listener.endpoint, from: source)
    defer { Connection.close(fd) }
    #expect(try Connection.localEndpoint(of: fd).address == source.address)
  }

  @Test func `a reset arrives at the peer as a failure, not as an end`() throws {
    let resetting = try Listener(at: .loopback(), sharesPort: false)
    let client = try Connection.open(to: resetting.endpoint)
    defer { Connection.close(client) }
    try Pair.wait(for: resetting.fd, .readable)
    let server = try #require(try SocketPort().accept(from: resetting.fd))
    SocketPort().close(server, reset: true)
    try Pair.wait(for: client, .peerEnded)
    let failure = #expect(throws: Errno.self) { _ = try receive(client) }
    #expect(try #require(failure).isReset)
  }

  @Test func `an endpoint reads dotted digits and prints them`() throws {
    let endpoint = try Endpoint(host: "192.168.7.20", port: 81)
    #expect(endpoint.description == "192.168.7.20:81")
    #expect(throws: Endpoint.HostFault.unknown) {
      try Endpoint(host: "no such host.invalid", port: 1)
    }
  }
}
