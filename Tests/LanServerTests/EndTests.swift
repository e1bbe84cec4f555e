import LanServer
import Reactor
import Testing

/// A server ends as it was told to, and leaves nothing open.
@Suite(.serialized) struct EndTests {
  @Test func `a stop ends open sessions and closes every descriptor once`() throws {
    let running = try Running { $0.reactorCount = 2 }
    let clients = try (0..<8).map { _ in try Client(running.server.endpoint) }
    try #require(running.wait { $0.accepted.count == 8 })
    let counters = running.stop()
    #expect(counters.closedByReason[.stopped] == 8)
    for client in clients { try client.readToEnd() }
    var sender = running.server.makeSender()!
    let isTaken = sender.send(running.diary.accepted[0], [1].span)
    #expect(!isTaken, "after a stop all is refused")
  }

  @Test func `a drain lets output be written and the peer end`() throws {
    let running = try Running {
      $0.sendBufferBytes = 4096
      $0.queueBytes = 1 << 20
    }
    let client = try Client(running.server.endpoint, receiveBufferBytes: 4096)
    let payload = Array(repeating: UInt8(1), count: 8000)
    for _ in 0..<8 { try client.send(payload) }
    try #require(running.wait { $0.received.count == 8 })
    let server = running.server
    let drain = Worker { server.drain(graceMilliseconds: 8000) }
    for _ in 0..<8 { #expect(try client.receive() == payload) }
    #expect(try client.receive() == nil)
    client.shutdownWriting()
    #expect(drain.join())
    let counters = running.stop { _ in }
    #expect(counters.sendsLost == 0 && counters.closedByReason[.stopped] == 1)
  }

  @Test func `a drain does not wait for a peer beyond its grace`() throws {
    let running = try Running()
    let client = try Client(running.server.endpoint)
    try #require(running.wait { !$0.accepted.isEmpty })
    let counters = running.stop { $0.drain(graceMilliseconds: 1) }
    #expect(counters.closedByReason[.stopped] == 1)
    try client.readToEnd()
  }

  @Test func `a port in use is an error, not a server`() throws {
    let running = try Running()
    var plan = ServerPlan()
    plan.endpoint = running.server.endpoint
    #expect(throws: Errno.self) { _ = try LanServer(Packed.self, plan) }
    _ = running.stop()
  }
}
