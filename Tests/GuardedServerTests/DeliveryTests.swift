import GuardedServer
import SessionGuards
import Testing

/// What goes through a server arrives, whole and in order.
@Suite(.serialized) struct DeliveryTests {
  @Test(arguments: Topology.allCases)
  func `many clients on two reactors get their own frames back`(topology: Topology) throws {
    let running = try Running(topology) { $0.reactorCount = 2 }
    let clients = try (0..<20).map { _ in try Client(running.server.endpoint) }
    for (number, client) in clients.enumerated() {
      try client.write((0..<50).flatMap { Client.frame([UInt8(number), $0]) })
    }
    for (number, client) in clients.enumerated() {
      for sequence: UInt8 in 0..<50 {
        #expect(try client.receive() == [UInt8(number), sequence])
      }
    }
    #expect(running.stop().messagesReceived == 1000)
  }

  @Test func `a callback reaches the sessions of another reactor`() throws {
    let sessions = Locked<[SessionID]>([])
    struct Broadcast: SessionHandler {
      let enter: @Sendable (SessionID) -> [SessionID]
      mutating func onReceive(
        _ packet: RawSpan, from id: SessionID, via sender: inout some SessionSender & ~Copyable
      ) {
        for other in enter(id) { sender.send(packet, to: other) }
      }
    }
    let table = Shared(sessions)
    var configuration = ServerConfiguration()
    configuration.reactorCount = 4
    let server = try LanServer(Packed.self, configuration)
    try server.start { _ in Broadcast(enter: table.enter) }
    defer { server.stop() }
    let clients = try (0..<12).map { _ in try Client(server.endpoint) }
    for (number, client) in clients.enumerated() {
      try client.send([UInt8(number)])
      for member in clients[...number] { #expect(try member.receive() == [UInt8(number)]) }
    }
    #expect(Set(table.all.map { $0.slot / 256 }).count > 1, "all on one reactor shows nothing")
  }

  /// The ids that have entered, in order.
  final class Shared: Sendable {
    private let ids: Locked<[SessionID]>
    init(_ ids: Locked<[SessionID]>) { self.ids = ids }
    var all: [SessionID] { ids.withLock { $0 } }
    @Sendable func enter(_ id: SessionID) -> [SessionID] {
      ids.withLock {
        $0.append(id)
        return $0
      }
    }
  }

  /// Each message waits for the one before it, so that the reactor is asleep, or about to be,
  /// whenever it comes: one lost wake-up, and the client waits in vain.
  @Test(arguments: FlushMode.allCases, Topology.allCases)
  func `no wake-up is lost`(flush: FlushMode, topology: Topology) throws {
    let running = try Running(topology) { $0.flush = flush }
    let client = try Client(running.server.endpoint)
    try client.send([0])
    #expect(try client.receive() == [0])
    let id = try #require(running.diary.accepted.first)
    var sender = running.server.makeSender()!
    for sequence in 0..<1000 {
      let payload = [1, UInt8(sequence & 255), UInt8(sequence >> 8)]
      let isTaken = sender.send(payload.span, to: id)
      #expect(isTaken)
      #expect(try client.receive() == payload)
    }
    let counters = running.stop()
    if flush == .deferred { #expect(counters.wakeups > 0) }
    // A shared session's own echo goes through the ring as well.
    if flush == .direct { #expect(counters.ringWrites == (topology == .owned ? 1000 : 1001)) }
  }

  @Test(arguments: FlushMode.allCases, Topology.allCases)
  func `what several threads send arrives complete and in order per sender`(
    flush: FlushMode, topology: Topology
  ) throws {
    let (senderCount, messageCount) = (3, 1000)
    let running = try Running(topology) {
      $0.flush = flush
      $0.queueBytes = 1 << 20
    }
    let client = try Client(running.server.endpoint)
    try client.send([Witness.staySilent])
    try #require(running.wait { !$0.received.isEmpty })
    let id = running.diary.accepted[0]
    let server = running.server
    let workers = (0..<senderCount).map { number in
      Worker {
        var sender = server.makeSender()!
        for sequence in 0..<messageCount {
          let packet = [UInt8(number), UInt8(sequence & 255), UInt8(sequence >> 8)]
          guard sender.send(packet.span, to: id) else { return }
        }
      }
    }
    var next = Array(repeating: 0, count: senderCount)
    for _ in 0..<senderCount * messageCount {
      let packet = try #require(try client.receive())
      #expect(Int(packet[1]) + Int(packet[2]) << 8 == next[Int(packet[0])])
      next[Int(packet[0])] += 1
    }
    for worker in workers { #expect(worker.join()) }
    let counters = running.stop()
    #expect(counters.sendsAccepted == senderCount * messageCount && counters.sendsLost == 0)
  }
}
