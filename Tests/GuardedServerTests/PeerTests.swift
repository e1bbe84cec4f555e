import GuardedServer
import SessionGuards
import Testing

/// Whatever a peer does ends its own session at most.
@Suite(.serialized) struct PeerTests {
  @Test(arguments: Topology.allCases)
  func `a broken frame ends its connection and no other`(
    topology: Topology
  ) throws {
    let running = try Running(topology)
    let good = try Client(running.server.endpoint)
    let bad = try Client(running.server.endpoint)
    try bad.write(Client.frame([1]) + [0, 0])
    #expect(try bad.receive() == [1])
    try bad.readToEnd()
    try good.send([2])
    #expect(try good.receive() == [2])
    #expect(running.stop().closedByReason[.malformedFrame] == 1)
  }

  @Test(arguments: Topology.allCases)
  func `a slow reader is cut, and the others do not notice`(
    topology: Topology
  ) throws {
    let running = try Running(topology) {
      $0.sendBufferBytes = 4096
      $0.queueBytes = 64 * 1024
    }
    let slow = try Client(running.server.endpoint, receiveBufferBytes: 4096)
    let quick = try Client(running.server.endpoint)
    try slow.send([Witness.staySilent])
    try #require(running.wait { !$0.accepted.isEmpty && !$0.received.isEmpty })
    let id = running.diary.accepted[0]
    var sender = running.server.makeSender()!
    while sender.send(Array(repeating: 1, count: 1000).span, to: id) {}
    try quick.send([2])
    #expect(try quick.receive() == [2])
    try #require(running.wait { $0.released == [.slowReader] })
    try slow.readToEnd()
    let counters = running.stop()
    #expect(counters.closedByReason[.slowReader] == 1)
    #expect(counters.sendsLost > 0)
  }

  @Test(arguments: Topology.allCases)
  func `what the kernel refused is written when the client reads again`(
    topology: Topology
  ) throws {
    let running = try Running(topology) {
      $0.sendBufferBytes = 4096
      $0.queueBytes = 1 << 20
    }
    let client = try Client(running.server.endpoint, receiveBufferBytes: 4096)
    let payload = (0..<8000).map { UInt8(truncatingIfNeeded: $0) }
    for _ in 0..<8 { try client.send(payload) }
    try #require(running.wait { $0.received.count == 8 })
    for _ in 0..<8 { #expect(try client.receive() == payload) }
    #expect(running.stop().sendsLost == 0)
  }

  @Test(arguments: Topology.allCases)
  func `a client that ends its stream gets its answers first`(
    topology: Topology
  ) throws {
    let running = try Running(topology)
    let client = try Client(running.server.endpoint)
    try client.write((0..<100).flatMap { Client.frame([1, $0]) })
    client.shutdownWriting()
    for sequence: UInt8 in 0..<100 { #expect(try client.receive() == [1, sequence]) }
    #expect(try client.receive() == nil)
    #expect(running.stop().closedByReason[.peerEnded] == 1)
  }

  /// Few slots, many connections, each ended by one side or the other, while a thread keeps sending
  /// to every id there ever was.
  @Test(arguments: FlushMode.allCases, Topology.allCases)
  func `a storm of disconnects leaves nothing behind`(
    flush: FlushMode, topology: Topology
  ) throws {
    let running = try Running(topology, welcomes: true) {
      $0.slotCount = 4
      $0.flush = flush
    }
    let server = running.server
    let diary = running.diary
    let isOver = Flag()
    let pusher = Worker {
      var sender = server.makeSender()!
      while !isOver.isSet {
        for id in diary.accepted.suffix(12) {
          sender.send([7, UInt8(id.generation & 255)].span, to: id)
          if id.generation % 5 == 0 { sender.disconnect(id) }
        }
      }
    }
    for number in 0..<300 {
      let client = try Client(server.endpoint)
      if number % 3 == 0 { client.resetOnClose() }
      if number % 7 == 0 {
        _ = try? client.send([Witness.disconnectMe])
        try client.readToEnd()
      } else if let welcome = try client.receive(), welcome[0] == 1 {
        _ = try? client.send([3])
      }
    }
    isOver.set()
    #expect(pusher.join())
    let counters = running.stop()
    #expect(counters.accepted == 300)
    #expect(diary.released.count == 300)
  }
}
