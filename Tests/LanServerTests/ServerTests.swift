import Glibc
import LanServer
import Reactor
import SessionGuards
import Testing

/// A server of witnesses on the kernel's sockets; ends with the test, and then has closed what it
/// opened.
final class Running<P: Port> {
  let diary = Diary()
  let server: LanServer<Packed, P>
  private var hasStopped = false

  init(_ port: P, welcomes: Bool = false, _ change: (inout ServerPlan) -> Void = { _ in }) throws {
    var plan = ServerPlan()
    plan.slotCount = 64
    change(&plan)
    server = try LanServer(Packed.self, plan, port: port)
    try server.start { [diary] _ in Witness(diary: diary, welcomes: welcomes) }
  }

  deinit { if !hasStopped { server.stop() } }

  /// Stops, and checks what must hold for every server that has stopped.
  func stop(_ end: (LanServer<Packed, P>) -> Void = { $0.stop() }) -> ServerCounters {
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

extension Running where P == SocketPort {
  convenience init(welcomes: Bool = false, _ change: (inout ServerPlan) -> Void = { _ in }) throws {
    try self.init(SocketPort(), welcomes: welcomes, change)
  }
}

@Suite(.serialized) struct ServerTests {
  @Test func `many clients on two reactors get their own frames back`() throws {
    let running = try Running { $0.reactorCount = 2 }
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
    let everybody = Locked<[SessionID]>([])
    struct Broadcast: SessionHandler {
      let enter: @Sendable (SessionID) -> [SessionID]
      mutating func onReceive(
        _ id: SessionID, _ packet: RawSpan, _ sender: inout some SessionSender & ~Copyable
      ) {
        for other in enter(id) { _ = sender.send(other, packet) }
      }
    }
    let table = Shared(everybody)
    var plan = ServerPlan()
    plan.reactorCount = 4
    let server = try LanServer(Packed.self, plan)
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
  @Test(arguments: FlushMode.allCases)
  func `no wake-up is lost`(flush: FlushMode) throws {
    let running = try Running { $0.flush = flush }
    let client = try Client(running.server.endpoint)
    try client.send([0])
    #expect(try client.receive() == [0])
    let id = try #require(running.diary.accepted.first)
    var sender = running.server.makeSender()!
    for sequence in 0..<1000 {
      let payload = [1, UInt8(sequence & 255), UInt8(sequence >> 8)]
      let isTaken = sender.send(id, payload.span)
      #expect(isTaken)
      #expect(try client.receive() == payload)
    }
    let counters = running.stop()
    if flush == .deferred { #expect(counters.wakeups > 0) }
    if flush == .direct { #expect(counters.ringWrites == 1000) }
  }

  @Test(arguments: FlushMode.allCases)
  func `what several threads send arrives complete and in order per sender`(
    flush: FlushMode
  ) throws {
    let (senderCount, messageCount) = (3, 1000)
    let running = try Running {
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
          guard sender.send(id, packet.span) else { return }
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

  @Test func `a broken frame ends its connection and no other`() throws {
    let running = try Running()
    let good = try Client(running.server.endpoint)
    let bad = try Client(running.server.endpoint)
    try bad.write(Client.frame([1]) + [0, 0])
    #expect(try bad.receive() == [1])
    try bad.readToEnd()
    try good.send([2])
    #expect(try good.receive() == [2])
    #expect(running.stop().closedByReason[.malformedFrame] == 1)
  }

  @Test func `a slow reader is cut, and the others do not notice`() throws {
    let running = try Running {
      $0.sendBufferBytes = 4096
      $0.queueBytes = 64 * 1024
    }
    let slow = try Client(running.server.endpoint, receiveBufferBytes: 4096)
    let quick = try Client(running.server.endpoint)
    try slow.send([Witness.staySilent])
    try #require(running.wait { !$0.accepted.isEmpty && !$0.received.isEmpty })
    let id = running.diary.accepted[0]
    var sender = running.server.makeSender()!
    while sender.send(id, Array(repeating: 1, count: 1000).span) {}
    try quick.send([2])
    #expect(try quick.receive() == [2])
    try #require(running.wait { $0.released == [.slowReader] })
    try slow.readToEnd()
    let counters = running.stop()
    #expect(counters.closedByReason[.slowReader] == 1)
    #expect(counters.sendsLost > 0)
  }

  @Test func `what the kernel refused is written when the client reads again`() throws {
    let running = try Running {
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

  @Test func `a client that ends its stream gets its answers first`() throws {
    let running = try Running()
    let client = try Client(running.server.endpoint)
    try client.write((0..<100).flatMap { Client.frame([1, $0]) })
    client.shutdownWriting()
    for sequence: UInt8 in 0..<100 { #expect(try client.receive() == [1, sequence]) }
    #expect(try client.receive() == nil)
    #expect(running.stop().closedByReason[.peerEnded] == 1)
  }

  /// Few slots, many connections, each ended by one side or the other, while a thread keeps sending
  /// to every id there ever was.
  @Test(arguments: FlushMode.allCases)
  func `a storm of disconnects leaves nothing behind`(flush: FlushMode) throws {
    let running = try Running(welcomes: true) {
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
          _ = sender.send(id, [7, UInt8(id.generation & 255)].span)
          if id.generation % 5 == 0 { _ = sender.disconnect(id) }
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

  final class Flag: Sendable {
    private let value = Locked(false)
    var isSet: Bool { value.withLock { $0 } }
    func set() { value.withLock { $0 = true } }
  }

  @Test func `without a free slot accepting pauses, and resumes when one is free`() throws {
    let running = try Running { $0.slotCount = 1 }
    let first = try Client(running.server.endpoint)
    try first.send([1])
    #expect(try first.receive() == [1])
    let second = try Client(running.server.endpoint)
    try second.send([2])
    try #require(running.wait { $0.all.contains(.trouble(.slotsExhausted)) })
    first.shutdownWriting()
    #expect(try second.receive() == [2])
    #expect(running.diary.all.contains(.trouble(.acceptResumed)))
    #expect(running.stop().acceptPauses >= 1)
  }

  /// The kernel's sockets, until the test says that descriptors are exhausted.
  final class Scarce: Port {
    let isExhausted = Flag()
    private let sockets = SocketPort()
    private let relief = Locked(false)

    func relieve() { relief.withLock { $0 = true } }

    func accept(from listener: Int32) throws(Errno) -> Int32? {
      if isExhausted.isSet, !relief.withLock({ $0 }) { throw Errno(code: EMFILE) }
      return try sockets.accept(from: listener)
    }
    func read(_ fd: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int? {
      try unsafe sockets.read(fd, into: buffer)
    }
    func write(_ fd: Int32, _ bytes: UnsafeRawBufferPointer) throws(Errno) -> Int? {
      try unsafe sockets.write(fd, bytes)
    }
    func shutdown(_ fd: Int32, _ direction: ShutdownDirection) { sockets.shutdown(fd, direction) }
    func close(_ fd: Int32, reset: Bool) { sockets.close(fd, reset: reset) }
  }

  @Test func `without a descriptor accepting pauses, and resumes when there is one`() throws {
    let port = Scarce()
    let running = try Running(port)
    let first = try Client(running.server.endpoint)
    try first.send([1])
    #expect(try first.receive() == [1])
    port.isExhausted.set()
    let second = try Client(running.server.endpoint)
    try second.send([2])
    try #require(running.wait { $0.all.contains(.trouble(.acceptPaused(Errno(code: EMFILE)))) })
    let waits = running.server.counters.waits
    try first.send([3])
    #expect(try first.receive() == [3], "existing sessions are unharmed")
    #expect(running.server.counters.waits - waits < 100, "the listener does not spin")
    port.relieve()
    #expect(try second.receive() == [2])
    _ = running.stop()
  }

  @Test func `a stop ends open sessions and closes every descriptor once`() throws {
    let running = try Running { $0.reactorCount = 2 }
    let clients = try (0..<8).map { _ in try Client(running.server.endpoint) }
    try #require(running.wait { $0.accepted.count == 8 })
    let counters = running.stop()
    #expect(counters.closedByReason[.stopped] == 8)
    for client in clients { try client.readToEnd() }
    var sender = running.server.makeSender()!
    let isTaken = sender.send(running.diary.accepted[0], [1].span)
    #expect(!isTaken, "after a stop all is refused")
  }

  @Test func `a drain lets output be written and the peer end`() throws {
    let running = try Running {
      $0.sendBufferBytes = 4096
      $0.queueBytes = 1 << 20
    }
    let client = try Client(running.server.endpoint, receiveBufferBytes: 4096)
    let payload = Array(repeating: UInt8(1), count: 8000)
    for _ in 0..<8 { try client.send(payload) }
    try #require(running.wait { $0.received.count == 8 })
    let server = running.server
    let drain = Worker { server.drain(graceMilliseconds: 8000) }
    for _ in 0..<8 { #expect(try client.receive() == payload) }
    #expect(try client.receive() == nil)
    client.shutdownWriting()
    #expect(drain.join())
    let counters = running.stop { _ in }
    #expect(counters.sendsLost == 0 && counters.closedByReason[.peerEnded] == 1)
  }

  @Test func `a drain does not wait for a peer beyond its grace`() throws {
    let running = try Running()
    let client = try Client(running.server.endpoint)
    try #require(running.wait { !$0.accepted.isEmpty })
    let counters = running.stop { $0.drain(graceMilliseconds: 1) }
    #expect(counters.closedByReason[.stopped] == 1)
    try client.readToEnd()
  }

  @Test func `a port in use is an error, not a server`() throws {
    let running = try Running()
    var plan = ServerPlan()
    plan.endpoint = running.server.endpoint
    #expect(throws: Errno.self) { _ = try LanServer(Packed.self, plan) }
    _ = running.stop()
  }
}
