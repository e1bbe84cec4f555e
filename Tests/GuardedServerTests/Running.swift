import Glibc
import GuardedServer
import Reactor
import SessionGuards
import Testing

/// A server of witnesses on the kernel's sockets; ends with the test, and then has closed what it
/// opened.
final class Running {
  let diary = Diary()
  let server: LanServer<Packed>
  private var hasStopped = false

  init(
    _ topology: Topology = .owned, _ port: some Port = SocketPort(), welcomes: Bool = false,
    _ change: (inout ServerConfiguration) -> Void = { _ in }
  ) throws {
    var configuration = ServerConfiguration()
    configuration.slotCount = 64
    configuration.topology = topology
    // With one reactor any is its own.
    if topology == .shared { configuration.reactorCount = 2 }
    change(&configuration)
    server = try LanServer(Packed.self, configuration)
    try server.start(on: port) { [diary] _ in Witness(diary: diary, welcomes: welcomes) }
  }

  deinit { if !hasStopped { server.stop() } }

  /// Stops, and checks what must hold for every server that has stopped.
  func stop(_ end: (LanServer<Packed>) -> Void = { $0.stop() }) -> ServerCounters {
    end(server)
    hasStopped = true
    let counters = server.counters
    #expect(counters.accepted == counters.released)
    #expect(counters.descriptorsOpened == counters.descriptorsClosed)
    #expect(counters.descriptorMistakes == 0)
    #expect(server.violations.isEmpty)
    #expect(counters.closedByReason.values.reduce(0, +) == counters.released)
    return counters
  }

  /// Waits, five seconds at most, until `isTrue` is.
  func wait(until isTrue: (Diary) -> Bool) -> Bool {
    let deadline = ContinuousClock.now + .seconds(5)
    while !isTrue(diary) {
      if ContinuousClock.now > deadline { return false }
      sched_yield()
    }
    return true
  }
}
