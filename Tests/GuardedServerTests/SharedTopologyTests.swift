import Glibc
import GuardedServer
import Reactor
import SessionGuards
import Testing

/// With `Topology.shared`, any reactor serves a session, and one at a time.
@Suite(.serialized) struct SharedTopologyTests {
  /// Echoes; a packet of one waits at the gate.
  struct Waiter: SessionHandler {
    let diary: Diary
    let gate: Gate

    mutating func onReceive(
      _ packet: RawSpan, from id: SessionID, via sender: inout some SessionSender & ~Copyable
    ) {
      let payload = unsafe packet.withUnsafeBytes { unsafe Array($0) }
      diary.note(.received(id, payload))
      if payload == [1] { gate.pass() }
      sender.send(packet, to: id)
    }
  }

  /// Breaks the rule: another reactor may have the session while it is served.
  enum ArmsFirst: ServingRule {
    static var servesFirst: Bool { false }
  }

  /// Sends two packets to a session whose first callback waits, and then one to another session;
  /// returns what had been received when that one came back.
  private func meet<Rule: ServingRule>(_: Rule.Type) throws -> [[UInt8]] {
    var configuration = ServerConfiguration()
    configuration.topology = .shared
    configuration.reactorCount = 2
    let server = try LanServer(Packed.self, configuration)
    let (diary, gate) = (Diary(), Gate())
    try server.start(on: SocketPort(), by: Rule.self) { _ in Waiter(diary: diary, gate: gate) }
    defer { server.stop() }
    let first = try Client(server.endpoint)
    let second = try Client(server.endpoint)
    // By now both are accepted, by a reactor that has let go of the listener.
    try second.send([0])
    #expect(try second.receive() == [0])
    try first.send([1])
    try #require(gate.waitForArrival())
    // Its event comes to the reactor that is free before that of the other session.
    try first.send([2])
    try second.send([3])
    #expect(try second.receive() == [3])
    let received = diary.received
    gate.open()
    #expect(Set([try first.receive(), try first.receive()]) == [[1], [2]])
    return received
  }

  @Test func `a busy reactor holds up its session and no other`() throws {
    #expect(try meet(ServesFirst.self) == [[0], [1], [3]])
  }

  // A race, as the thread sanitizer finds as well.
  #if !THREAD_SANITIZER
  @Test func `a session that is armed before it is served is served twice at once`() throws {
    #expect(try meet(ArmsFirst.self) == [[0], [1], [2], [3]])
  }
  #endif

  /// Sends a numbered packet to the first session there was, whichever session's turn it is, and
  /// the packet back.
  struct Relay: SessionHandler {
    let reactor: UInt8
    let hub: @Sendable (SessionID) -> SessionID
    var sequence = 0

    mutating func onAccept(_ id: SessionID, via _: inout some SessionSender & ~Copyable) {
      _ = hub(id)
    }

    mutating func onReceive(
      _ packet: RawSpan, from id: SessionID, via sender: inout some SessionSender & ~Copyable
    ) {
      var message = Array(repeating: reactor, count: 200)
      message[1] = UInt8(sequence & 255)
      message[2] = UInt8(sequence >> 8)
      if sender.send(message.span, to: hub(id)) { sequence += 1 }
    }
  }

  /// The hub reads late, so that the kernel refuses what it is sent, and talks itself.
  @Test(arguments: FlushMode.allCases)
  func `what a reactor sends in several sessions' turns stays in order`(flush: FlushMode) throws {
    var configuration = ServerConfiguration()
    configuration.topology = .shared
    configuration.reactorCount = 3
    configuration.flush = flush
    configuration.queueBytes = 1 << 20
    configuration.sendBufferBytes = 4096
    let server = try LanServer(Packed.self, configuration)
    let first = Locked<SessionID?>(nil)
    try server.start { reactor in
      Relay(reactor: UInt8(reactor)) { id in
        first.withLock {
          if $0 == nil { $0 = id }
          return $0!
        }
      }
    }
    defer { server.stop() }
    let hub = try Client(server.endpoint, receiveBufferBytes: 4096)
    while first.withLock({ $0 }) == nil { sched_yield() }
    let talkers = try (0..<6).map { _ in try Client(server.endpoint) }
    let (roundCount, clients) = (60, talkers + [hub])
    for round in 0..<roundCount {
      for client in clients { try client.send([UInt8(round)]) }
    }
    var next = [0, 0, 0]
    for _ in 0..<roundCount * clients.count {
      let message = try #require(try hub.receive())
      let sender = Int(message[0])
      #expect(Int(message[1]) + Int(message[2]) << 8 == next[sender])
      #expect(message.count == 200 && message[3...].allSatisfy { $0 == message[0] })
      next[sender] += 1
    }
    server.stop()
    let counters = server.counters
    #expect(counters.sendsAccepted == roundCount * clients.count)
    #expect(counters.sendsLost == 0 && counters.sendsRefused == 0 && counters.violations == 0)
  }

  /// Welcomes with more than the kernel takes, and echoes.
  struct Verbose: SessionHandler {
    mutating func onAccept(_ id: SessionID, via sender: inout some SessionSender & ~Copyable) {
      for number: UInt8 in 0..<100 {
        sender.send(Array(repeating: number, count: 1000).span, to: id)
      }
    }
    mutating func onReceive(
      _ packet: RawSpan, from id: SessionID, via sender: inout some SessionSender & ~Copyable
    ) {
      sender.send(packet, to: id)
    }
  }

  @Test func `a welcome goes out before all that is answered, also if the kernel cuts it`() throws {
    var configuration = ServerConfiguration()
    configuration.topology = .shared
    configuration.reactorCount = 2
    configuration.sendBufferBytes = 4096
    let server = try LanServer(Packed.self, configuration)
    try server.start { _ in Verbose() }
    defer { server.stop() }
    let client = try Client(server.endpoint, receiveBufferBytes: 4096)
    for number: UInt8 in 200..<210 { try client.send([number]) }
    for number: UInt8 in 0..<100 { #expect(try client.receive()?.first == number) }
    for number: UInt8 in 200..<210 { #expect(try client.receive() == [number]) }
    server.stop()
    #expect(server.counters.sendsLost == 0)
  }

  @Test func `a burst of the smallest frames makes no slow reader`() throws {
    let running = try Running(.shared)
    let client = try Client(running.server.endpoint)
    let burst = (0..<16_000).flatMap { Client.frame([UInt8($0 & 127)]) }
    for _ in 0..<3 {
      try client.write(burst)
      for number in 0..<16_000 { try #require(try client.receive() == [UInt8(number & 127)]) }
    }
    #expect(running.stop().sendsLost == 0)
  }
}
