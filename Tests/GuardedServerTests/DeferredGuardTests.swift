import Glibc
import Mutants
import Reactor
import SessionGuards
import Testing

@testable import GuardedServer

/// The server goes on calling `quiesce` for as long as a guard needs it that reclaims only there.
@Suite struct DeferredGuardTests {
  typealias Resting = RestingGuard<HardwareWord>
  typealias Path = SessionPath<Resting, Witness, MemoryPort>

  static func table(reactors: Int = 1) throws -> SessionTable<Resting> {
    try SessionTable(
      Resting.self, ServerConfiguration(slotCount: 4 * reactors, reactorCount: reactors))
  }

  /// Opens a session whose peer ends the stream at the first read.
  static func open(_ fd: Int32, in path: inout Path, on port: MemoryPort) throws -> SessionID {
    port.change(fd) { $0.incoming = [[]] }
    let opened = path.open(fd: fd)
    let id = try #require(opened)
    path.welcome(id)
    return id
  }

  @Test func `a session that a thread holds is torn down when the lease is back`() throws {
    let gate = Gate()
    let port = MemoryPort { _ in gate.pass() }
    let table = try Self.table()
    var path = Path(table, reactor: 0, handler: Witness(diary: Diary()), port: port)
    let id = try Self.open(7, in: &path, on: port)
    let worker = Worker {
      var sender = OutsideSender(table, port: port)!
      sender.send([1].span, to: id)
    }
    try #require(gate.waitForArrival())
    path.serve(id)
    let whileHeld = [path.settle(), path.settle()]
    #expect(whileHeld == [0, 0])
    #expect(port.wire(7).closes.isEmpty)
    gate.open()
    try #require(worker.join())
    let afterwards = path.settle()
    #expect(afterwards == 1)
    #expect(port.wire(7).closes.count == 1)
    let counters = table.counters
    #expect(counters.unreleasedSum == 2 && counters.unreleasedPeak == 1)
  }

  @Test func `what a batch closes is scanned for once, and torn down in that batch`() throws {
    let port = MemoryPort()
    let table = try Self.table()
    var path = Path(table, reactor: 0, handler: Witness(diary: Diary()), port: port)
    for fd: Int32 in 7..<10 { _ = try Self.open(fd, in: &path, on: port) }
    path.finishAll()
    let releasedCount = path.settle()
    #expect(releasedCount == 3)
    // Relaxed: there is no other thread.
    let scansCount = unsafe table.sessions.pointee.scans.load(.relaxed, "test")
    #expect(scansCount == 1)
    #expect(table.counters.unreleasedSum == 0)
  }

  @Test func `a callback's lease at a teardown does not hold up another reactor`() throws {
    let port = MemoryPort()
    let table = try Self.table(reactors: 2)
    var first = Path(table, reactor: 0, handler: Witness(diary: Diary()), port: port)
    var second = Path(table, reactor: 1, handler: Witness(diary: Diary()), port: port)
    for number: Int32 in 0..<2 {
      _ = try Self.open(7 + number, in: &first, on: port)
      first.finishAll()
      let ofFirst = first.settle()
      #expect(ofFirst == 1, "a witness sends when a session is released")
      _ = try Self.open(9 + number, in: &second, on: port)
      second.finishAll()
      let ofSecond = second.settle()
      #expect(ofSecond == 1)
    }
  }

  @Test func `an outside thread holds nothing between two calls`() throws {
    let port = MemoryPort()
    let table = try Self.table()
    var path = Path(table, reactor: 0, handler: Witness(diary: Diary()), port: port)
    var sender = OutsideSender(table, port: port)!
    let calls: [(SessionID, inout OutsideSender<Resting, MemoryPort>) -> Bool] = [
      { $1.send([1].span, to: $0) },
      { $1.disconnect($0) },
      { id, sender in !sender.send([1].span, to: SessionID(slot: 0, generation: 99)) },
      { id, sender in !sender.disconnect(SessionID(slot: 0, generation: 99)) },
    ]
    for call in calls {
      let id = try Self.open(7, in: &path, on: port)
      let isExpected = call(id, &sender)
      #expect(isExpected)
      path.finishAll()
      let releasedCount = path.settle()
      #expect(releasedCount == 1)
      port.change(7) { $0.shutdowns = [] }
    }
  }

  @Test(arguments: Topology.allCases)
  func `a server serves, sends, disconnects and reuses the slot`(topology: Topology) {
    var each = ServeWithEach(topology: topology)
    each.visit(Resting.self)
    #expect(each.failures == [])
  }
}

// MARK: - On the kernel's sockets

/// A server whose only session an outside thread holds, in the middle of a write.
private struct HeldSession {
  typealias Guard = RestingGuard<HardwareWord>
  let server: LanServer<Guard>
  let client: Client
  private let gate = Gate()
  private let worker: Worker

  /// The kernel's sockets; a write waits at the gate.
  struct GatedPort: Port {
    let gate: Gate
    let hasCome = Flag()
    let socket = SocketPort()

    func accept(from listener: Int32) throws(Errno) -> Int32? {
      try socket.accept(from: listener)
    }
    func read(_ fd: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int? {
      try unsafe socket.read(fd, into: buffer)
    }
    func write(_ fd: Int32, _ bytes: UnsafeRawBufferPointer) throws(Errno) -> Int? {
      hasCome.set()
      gate.pass()
      return try unsafe socket.write(fd, bytes)
    }
    func shutdown(_ fd: Int32, _ direction: ShutdownDirection) {
      socket.shutdown(fd, direction)
    }
    func close(_ fd: Int32, reset: Bool) { socket.close(fd, reset: reset) }
  }

  init(_ topology: Topology) throws {
    let diary = Diary()
    var configuration = ServerConfiguration(slotCount: 4)
    configuration.topology = topology
    if topology == .shared { configuration.reactorCount = 2 }
    let server = try LanServer(Guard.self, configuration)
    try server.start { _ in Witness(diary: diary) }
    self.server = server
    client = try Client(server.endpoint)
    while diary.accepted.isEmpty { sched_yield() }
    let (id, table, gate) = (diary.accepted[0], server.table, gate)
    worker = Worker {
      let port = GatedPort(gate: gate)
      var sender = OutsideSender(table, port: port)!
      // Until the welcome is over, what it sends is left to the reactor.
      while !port.hasCome.isSet, sender.send([1].span, to: id) {}
    }
    try #require(gate.waitForArrival())
  }

  /// Waits until the reactor has closed the session and looked for its end again and again.
  func awaitLooks() {
    while server.counters.unreleasedPeak == 0 { sched_yield() }
    let first = server.counters.waits
    while server.counters.waits < first + 3 { sched_yield() }
  }

  /// Lets the thread that holds the session go on, and waits for its end.
  func letGo() throws {
    gate.open()
    try #require(worker.join())
  }

  /// Checks that the server, which has ended, has released the session and closed all it opened.
  func check() {
    let counters = server.counters
    #expect(counters.accepted == 1 && counters.released == 1 && counters.violations == 0)
    #expect(counters.descriptorsOpened == counters.descriptorsClosed)
  }
}

@Suite struct HeldSessionTests {
  @Test(arguments: Topology.allCases)
  func `an idle reactor looks again until a closed session is free`(topology: Topology) throws {
    let held = try HeldSession(topology)
    held.client.shutdownWriting()
    held.awaitLooks()
    #expect(held.server.counters.released == 0)
    try held.letGo()
    while held.server.counters.released == 0 { sched_yield() }
    held.server.stop()
    held.check()
  }

  @Test(arguments: Topology.allCases)
  func `a stop waits for a session that a thread holds`(topology: Topology) throws {
    try expectEnd(topology) { $0.stop() }
  }

  @Test(arguments: Topology.allCases)
  func `a drain waits for a session that a thread holds`(topology: Topology) throws {
    try expectEnd(topology) { $0.drain(grace: .zero) }
  }

  private func expectEnd(
    _ topology: Topology,
    _ end: @escaping @Sendable (LanServer<RestingGuard<HardwareWord>>) -> Void
  ) throws {
    let held = try HeldSession(topology)
    let server = held.server
    let stopper = Worker { end(server) }
    held.awaitLooks()
    #expect(server.counters.released == 0)
    try held.letGo()
    try #require(stopper.join())
    held.check()
  }
}
