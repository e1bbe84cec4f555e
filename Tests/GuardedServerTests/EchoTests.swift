import GuardedServer
import Reactor
import SessionGuards
import Testing

struct Echo: SessionHandler {
  mutating func onReceive(
    _ packet: RawSpan, from id: SessionID, via sender: inout some SessionSender & ~Copyable
  ) {
    sender.send(packet, to: id)
  }
}

typealias Packed = PackedGuard<HardwareWord>

@Suite struct EchoTests {
  @Test(arguments: Topology.allCases)
  func `a frame comes back as it was sent`(topology: Topology) throws {
    var configuration = ServerConfiguration()
    configuration.topology = topology
    let server = try LanServer(Packed.self, configuration)
    try server.start { _ in Echo() }
    defer { server.stop() }
    let client = try Client(server.endpoint)
    for size in [1, 2, 64, 8192] {
      let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0 * 7) }
      try client.send(payload)
      #expect(try client.receive() == payload)
    }
  }
}
