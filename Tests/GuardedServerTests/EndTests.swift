import Glibc
import Reactor
import SessionGuards
import Testing

@testable import GuardedServer

/// A server ends as it was told to, and leaves nothing open.
@Suite(.serialized) struct EndTests {
  @Test(arguments: Topology.allCases)
  func `a stop ends open sessions and closes every descriptor once`(
    topology: Topology
  ) throws {
    let running = try Running(topology) { $0.reactorCount = 2 }
    let clients = try (0..<8).map { _ in try Client(running.server.endpoint) }
    try #require(running.wait { $0.accepted.count == 8 })
    let counters = running.stop()
    #expect(counters.closedByReason[.stopped] == 8)
    for client in clients { try client.readToEnd() }
    var sender = running.server.makeSender()!
    let isTaken = sender.send([1].span, to: running.diary.accepted[0])
    #expect(!isTaken, "after a stop all is refused")
  }

  @Test(arguments: Topology.allCases)
  func `a drain lets output be written and the peer end`(
    topology: Topology
  ) throws {
    let running = try Running(topology) {
      $0.sendBufferBytes = 4096
      $0.queueBytes = 1 << 20
    }
    let client = try Client(running.server.endpoint, receiveBufferBytes: 4096)
    let payload = Array(repeating: UInt8(1), count: 8000)
    for _ in 0..<8 { try client.send(payload) }
    try #require(running.wait { $0.received.count == 8 })
    let server = running.server
    let drain = Worker { server.drain(grace: .seconds(8)) }
    for _ in 0..<8 { #expect(try client.receive() == payload) }
    #expect(try client.receive() == nil)
    client.shutdownWriting()
    #expect(drain.join())
    let counters = running.stop { _ in }
    #expect(counters.sendsLost == 0 && counters.closedByReason[.stopped] == 1)
  }

  @Test(arguments: Topology.allCases)
  func `a drain does not wait for a peer beyond its grace`(
    topology: Topology
  ) throws {
    let running = try Running(topology)
    let client = try Client(running.server.endpoint)
    try #require(running.wait { !$0.accepted.isEmpty })
    let counters = running.stop { $0.drain(grace: .milliseconds(1)) }
    #expect(counters.closedByReason[.stopped] == 1)
    try client.readToEnd()
  }

  /// Calls `stop` as soon as it can.
  struct Stopper: SessionHandler {
    let server: LanServer<Packed>
    mutating func onStart(reactor _: Int) { server.stop() }
    mutating func onReceive(
      _: RawSpan, from _: SessionID, via _: inout some SessionSender & ~Copyable
    ) {}
  }

  @Test func `a stop from within a callback traps`() async {
    await #expect(processExitsWith: .failure) {
      let server = try LanServer(Packed.self, ServerConfiguration())
      try server.start { _ in Stopper(server: server) }
      // The trap ends the process long before.
      sleep(10)
    }
  }

  /// Calls `stop` when another thread is ending the server, and waits for this one.
  struct LateStopper: SessionHandler {
    let server: LanServer<Packed>
    mutating func onAccept(_: SessionID, via _: inout some SessionSender & ~Copyable) {}
    mutating func onReceive(
      _: RawSpan, from _: SessionID, via _: inout some SessionSender & ~Copyable
    ) {}
    mutating func onRelease(
      _: SessionID, because _: CloseReason, via _: inout some SessionSender & ~Copyable
    ) {
      server.stop()
    }
  }

  @Test func `a stop from within a callback traps while another thread ends the server`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let server = try LanServer(Packed.self, ServerConfiguration())
      try server.start { _ in LateStopper(server: server) }
      let client = try Client(server.endpoint)
      while server.counters.accepted == 0 { sched_yield() }
      server.stop()
      withExtendedLifetime(client) {}
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains("a callback ended its own server"), "\(said)")
  }

  // The thread sanitizer takes a contended `Mutex` of the standard library for a race.
  #if !THREAD_SANITIZER
  /// The stop comes when one of two threads has started.
  @Test func `a stop in the middle of a start ends what the start began`() throws {
    var configuration = ServerConfiguration()
    configuration.reactorCount = 2
    let server = try LanServer(Packed.self, configuration)
    let stops = Gate()
    let endedCount = Locked(0)
    var stopper: Worker?
    func isServing() -> Bool {
      unsafe server.table.slab.mailboxes[0].currentOrder == .serve
    }
    try server.launch { seat in
      if seat.number == 1 {
        stopper = Worker {
          stops.pass()
          server.stop()
        }
        #expect(stops.waitForArrival())
        stops.open()
        // A stop that does not wait for the start has all the time it needs to show.
        for _ in 0..<10_000 where isServing() { sched_yield() }
        #expect(isServing())
      }
      return {
        while unsafe seat.mailbox.pointee.currentOrder == .serve { sched_yield() }
        endedCount.withLock { $0 += 1 }
      }
    }
    #expect(stopper?.join() == true)
    #expect(endedCount.withLock { $0 } == 2)
    #expect(server.counters.descriptorsOpened == server.counters.descriptorsClosed)
  }
  #endif

  @Test(arguments: Topology.allCases)
  func `a port in use is an error, not a server`(
    topology: Topology
  ) throws {
    let running = try Running(topology)
    var configuration = ServerConfiguration()
    configuration.endpoint = running.server.endpoint
    configuration.topology = topology
    #expect(throws: Errno.self) { _ = try LanServer(Packed.self, configuration) }
    _ = running.stop()
  }
}
