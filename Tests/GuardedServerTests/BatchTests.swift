import GuardedServer
import SessionGuards
import Testing

/// A message to many sessions, and the end of many, in one call.
@Suite(.serialized) struct BatchTests {
  /// More than are sent to between two wake-ups.
  private static let clientsCount = 100

  private func serve(
    _ flush: FlushMode, _ body: (Running, [Client], [SessionID]) throws -> Void
  ) throws -> ServerCounters {
    let running = try Running {
      $0.reactorCount = 2
      $0.slotCount = 400
      $0.flush = flush
    }
    let clients = try (0..<Self.clientsCount).map { _ in try Client(running.server.endpoint) }
    try #require(running.wait { $0.accepted.count == Self.clientsCount })
    try body(running, clients, running.diary.accepted)
    return running.stop()
  }

  /// Ids of the past, of a slot that no session has yet, and of no slot.
  private static let strangers = [
    SessionID(slot: 0, generation: 77), SessionID(slot: 399, generation: 1),
    SessionID(slot: 1 << 30, generation: 1), SessionID(slot: .max, generation: 1),
  ]

  @Test(arguments: FlushMode.allCases)
  func `a message to many reaches each of them once and in order, and the others are refused`(
    flush: FlushMode
  ) throws {
    let counters = try serve(flush) { running, clients, ids in
      var sender = running.server.makeSender()!
      let mixed = Array(Self.strangers[..<3]) + ids + Self.strangers
      for number: UInt8 in 0..<20 {
        let taken = sender.send([number].span, to: mixed.span)
        #expect(taken == ids.count)
      }
      let none = sender.send([1].span, to: [SessionID]().span)
      #expect(none == 0)
      for client in clients {
        for number: UInt8 in 0..<20 {
          let packet = try client.receive()
          #expect(packet == [number])
        }
      }
    }
    #expect(counters.sendsAccepted == 20 * Self.clientsCount)
    #expect(counters.sendsRefused >= 20 * 7)
  }

  @Test(arguments: FlushMode.allCases)
  func `a mass disconnect ends each session once, after what was sent to it before`(
    flush: FlushMode
  ) throws {
    _ = try serve(flush) { running, clients, ids in
      var sender = running.server.makeSender()!
      sender.send([5].span, to: ids.span)
      let first = sender.disconnectAll((Self.strangers + ids).span)
      #expect(first == ids.count)
      let second = sender.disconnectAll(ids.span)
      #expect(second == 0)
      for client in clients {
        #expect(try client.receive() == [5])
        try client.readToEnd()
      }
      #expect(running.wait { $0.released.count == ids.count })
      #expect(running.diary.released.allSatisfy { $0 == .disconnected })
    }
  }

  @Test func `a callback sends to all sessions of its room, and ends them`() throws {
    struct Room: SessionHandler {
      var members: [SessionID] = []
      mutating func onAccept(_ id: SessionID, via sender: inout some SessionSender & ~Copyable) {
        members.append(id)
      }
      mutating func onReceive(
        _ packet: RawSpan, from id: SessionID, via sender: inout some SessionSender & ~Copyable
      ) {
        let taken = sender.send(packet, to: members.span)
        let ended = sender.disconnectAll(members.span)
        sender.send([UInt8(taken), UInt8(ended)].span, to: id)
      }
    }
    let server = try LanServer(Packed.self, ServerConfiguration())
    try server.start { _ in Room() }
    defer { server.stop() }
    let clients = try (0..<5).map { _ in try Client(server.endpoint) }
    // All are accepted before the last is heard.
    try clients[4].send([7])
    for client in clients {
      #expect(try client.receive() == [7])
      try client.readToEnd()
    }
  }

  @Test func `a sender of one's own sends to many by its own send`() {
    struct Own: SessionSender, ~Copyable {
      var sent: [SessionID] = []
      var ended: [SessionID] = []
      mutating func send(_: RawSpan, to id: SessionID) -> Bool {
        sent.append(id)
        return id.slot != 2
      }
      mutating func disconnect(_ id: SessionID) -> Bool {
        ended.append(id)
        return id.slot != 3
      }
    }
    let ids = (0..<5).map { SessionID(slot: $0, generation: 1) }
    var sender = Own()
    let taken = sender.send([1].span, to: ids.span)
    let first = sender.disconnectAll(ids.span)
    #expect(taken == 4 && first == 4)
    #expect(sender.sent == ids && sender.ended == ids)
  }
}
