import Reactor
import Testing

@testable import LoadGenerator

struct ConnectorTests {
  private func connector(
    _ address: UInt32 = 0x7F00_0001, connections: Int = 10, ramp: Double? = nil
  ) -> Connector {
    var plan = LoadPlan(port: 1)
    plan.connections = connections
    plan.rampPerSecond = ramp
    let facts = ServerFacts(
      endpoint: Endpoint(address: address, port: 1), token: nil, maximumPayloadBytes: 1)
    return Connector(plan, server: facts, count: connections)
  }

  @Test func `connections beyond one address's ports come from the next loopback address`() {
    let connector = connector()
    #expect(connector.source(of: 0) == nil)
    let addresses = Set((0..<100_000).compactMap { connector.source(of: $0)?.address })
    #expect(!addresses.isEmpty)
    #expect(addresses.allSatisfy { (0x7F00_0002...0x7F00_00FE).contains($0) })
  }

  @Test func `an address without ports is left while there are others`() {
    var connector = connector()
    var changes = 0
    while changes == 0, connector.changeAddress() { changes += 1 }
    #expect(connector.source(of: 0) == Endpoint(address: 0x7F00_0002, port: 0))
    while connector.changeAddress() { changes += 1 }
    #expect(changes == LoadPlan.loopbackAddresses)
  }

  @Test func `addresses that were left are tried again after a pause, and after a success`() {
    var connector = connector()
    var changes = 0
    for _ in 0..<3 { while connector.changeAddress() { changes += 1 } }
    #expect(changes == 3 * LoadPlan.loopbackAddresses)
    let hasAnother = connector.changeAddress()
    #expect(hasAnother)
    connector.succeeded()
    changes = 0
    while connector.changeAddress() { changes += 1 }
    #expect(changes == LoadPlan.loopbackAddresses)
  }

  @Test func `over a network the kernel chooses the only address`() {
    var connector = connector(0x0A00_0001)
    #expect(connector.source(of: 1_000_000) == nil)
    let hasAnother = connector.changeAddress()
    #expect(!hasAnother)
  }

  @Test func `no more are begun at once than a backlog holds`() {
    var connector = connector(connections: 1000)
    var begun = 0
    while connector.next(now: 0) != nil { begun += 1 }
    #expect(begun == Connector.pendingLimit)
    #expect(connector.nextBegin == .max)
    connector.pendingCount -= 1
    let next = connector.next(now: 0)
    #expect(next != nil)
  }

  @Test func `a ramp spaces the beginnings`() {
    var connector = connector(ramp: 1000)
    var begun: [UInt64] = []
    for microsecond in 0..<20_000 as Range<UInt64> {
      let now = 5_000_000_000 + microsecond * 1000
      if connector.next(now: now) != nil { begun.append(microsecond) }
    }
    #expect(begun == (0..<10).map { $0 * 1000 })
    #expect(!connector.hasWork)
  }

  @Test(arguments: [1e-6, 1e-11, 1e-300])
  func `a ramp that is never due again does not begin, however often attempts were refused`(
    rate: Double
  ) {
    var connector = connector(ramp: rate)
    var begun = 0
    for attempt in 1...30_000 as ClosedRange<UInt64> {
      if let place = connector.next(now: attempt) {
        begun += 1
        connector.pendingCount -= 1
        connector.wait(place)
      }
      if rate == 1e-6 { connector.notBefore = attempt }
    }
    #expect(begun == (rate == 1e-6 ? 30_000 : 1))
    connector.pendingCount = 0
    if rate == 1e-6 { _ = connector.next(now: 40_000) }
    #expect(connector.nextBegin >= 9_000_000_000_000_000_000)
  }
}
