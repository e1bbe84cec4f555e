import GuardedServer
import SessionGuards
import Testing

/// Serves with each guard in turn: echo, sends from outside, disconnects from both sides, reuse of
/// the slot.
struct ServeWithEach: GuardVisitor {
  typealias Fault = Never
  var topology = Topology.owned
  var failures: [String] = []
  var servedCount = 0

  mutating func visit<Guard: SessionGuard & ~Copyable>(_: Guard.Type) where Guard.Fault == Never {
    servedCount += 1
    do {
      let counters = try serve(Guard.self)
      let isClean =
        counters.accepted == 12 && counters.released == 12 && counters.violations == 0
        && counters.descriptorsOpened == counters.descriptorsClosed
      if !isClean { failures.append("\(Guard.strategy.name): \(counters)") }
    } catch {
      failures.append("\(Guard.strategy.name): \(error)")
    }
  }

  private func serve<Guard: SessionGuard & ~Copyable>(
    _: Guard.Type
  ) throws -> ServerCounters where Guard.Fault == Never {
    var configuration = ServerConfiguration(slotCount: 1)
    configuration.topology = topology
    if topology == .shared { configuration.reactorCount = 2 }
    let server = try LanServer(Guard.self, configuration)
    let diary = Diary()
    try server.start { _ in Witness(diary: diary) }
    defer { server.stop() }
    var sender = server.makeSender()!
    for number: UInt8 in 0..<12 {
      let client = try Client(server.endpoint)
      try client.send([1, number])
      try #require(try client.receive() == [1, number])
      let id = diary.accepted[Int(number)]
      let isSent = sender.send([2, number].span, to: id)
      try #require(isSent)
      try #require(try client.receive() == [2, number])
      let taken = sender.send([3, number].span, to: [id].span)
      try #require(taken == 1)
      try #require(try client.receive() == [3, number])
      switch number % 6 {
      case 0, 3: client.shutdownWriting()
      case 1: sender.disconnect(id)
      case 4: sender.disconnectAll([id].span)
      default: try client.send([Witness.disconnectMe])
      }
      try client.readToEnd()
    }
    server.stop()
    return server.counters
  }
}

@Suite struct EveryGuardTests {
  @Test(arguments: Topology.allCases)
  func `every strategy serves, sends, disconnects and reuses the slot`(topology: Topology) {
    var each = ServeWithEach(topology: topology)
    visitGuards(&each)
    #expect(each.servedCount == Strategy.catalogue.count)
    #expect(each.failures == [])
  }
}
