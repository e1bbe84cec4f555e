import GuardedServer
import Reactor
import SessionGuards
import Testing

/// Greets with frames of its own, and lets another thread in at every place it might come.
struct Host: SessionHandler {
  var greetings: [[UInt8]]
  var endsAtOnce = false
  /// What other threads do when they have been handed the id; its number says how many frames of
  /// the greeting were sent before.
  let handOut: @Sendable (SessionID, Int) -> Void

  mutating func onAccept(_ id: SessionID, via sender: inout some SessionSender & ~Copyable) {
    handOut(id, 0)
    for (number, greeting) in greetings.enumerated() {
      sender.send(greeting.span, to: id)
      handOut(id, number + 1)
    }
    if endsAtOnce { sender.disconnect(id) }
  }

  mutating func onReceive(
    _ packet: RawSpan, from id: SessionID, via sender: inout some SessionSender & ~Copyable
  ) {
    sender.send(packet, to: id)
  }
}

/// A session is greeted before any other thread speaks to it, whichever was told its id in between.
@Suite struct WelcomeTests {
  let port = MemoryPort()

  static func table(_ flush: FlushMode, queueBytes: Int = 4096) -> SessionTable<Packed> {
    var configuration = ServerConfiguration()
    configuration.slotCount = 1
    configuration.maximumPayload = 2000
    configuration.queueBytes = queueBytes
    configuration.flush = flush
    return try! SessionTable(Packed.self, configuration)
  }

  /// A path whose host hands each id to a thread that sends `[100 + number]` and ends.
  func path(
    _ table: SessionTable<Packed>, greetings: [[UInt8]], endsAtOnce: Bool = false
  ) -> SessionPath<Packed, Host, MemoryPort> {
    let host = Host(greetings: greetings, endsAtOnce: endsAtOnce) { [port] id, number in
      let other = Worker {
        var sender = OutsideSender(table, port: port)!
        sender.send([100 + UInt8(number)].span, to: id)
      }
      #expect(other.join())
    }
    return SessionPath(table, reactor: 0, handler: host, port: port)
  }

  var heard: [[UInt8]] { frames(port.wire(7).written).payloads }

  @Test(arguments: FlushMode.allCases)
  func `what onAccept sends goes out before what any other thread sends`(flush: FlushMode) throws {
    var path = path(Self.table(flush), greetings: [[1], [2]])
    let opened = path.open(fd: 7)
    path.welcome(try #require(opened))
    _ = path.settle()
    #expect(heard == [[1], [2], [100], [101], [102]])
  }

  /// Two frames of 2000 bytes fit the outbox of 4096, the third does not: it is flushed in the
  /// middle of the callback.
  @Test(arguments: FlushMode.allCases)
  func `a greeting larger than a write stays in one piece`(flush: FlushMode) throws {
    let greetings: [[UInt8]] = (1...5).map { Array(repeating: $0, count: 2000) }
    var path = path(Self.table(flush), greetings: greetings)
    let opened = path.open(fd: 7)
    path.welcome(try #require(opened))
    _ = path.settle()
    #expect(heard == greetings + (100...105).map { [$0] })
  }

  @Test(arguments: [1, 3, 5])
  func `a greeting that the kernel takes in part is ended first`(room: Int) throws {
    let table = Self.table(.direct)
    var path = path(table, greetings: [[1], [2]])
    port.change(7) { $0.room = room }
    let opened = path.open(fd: 7)
    let id = try #require(opened)
    path.welcome(id)
    port.change(7) { $0.room = .max }
    var sender = OutsideSender(table, port: port)!
    sender.send([9].span, to: id)
    #expect(port.wire(7).written.count == room)
    path.resumeWriting(id.slot)
    #expect(heard == [[1], [2], [100], [101], [102], [9]])
    sender.send([10].span, to: id)
    #expect(heard.last == [10], "from here on others write themselves")
  }

  @Test func `without a greeting others write as soon as onAccept has returned`() throws {
    let table = Self.table(.direct)
    var path = path(table, greetings: [])
    let opened = path.open(fd: 7)
    let id = try #require(opened)
    path.welcome(id)
    #expect(heard == [[100]])
    var sender = OutsideSender(table, port: port)!
    sender.send([9].span, to: id)
    #expect(heard == [[100], [9]])
  }

  @Test func `a session that is greeted and disconnected at once hears its greeting`() throws {
    var path = path(Self.table(.direct), greetings: [[1]], endsAtOnce: true)
    let opened = path.open(fd: 7)
    path.welcome(try #require(opened))
    #expect(heard.first == [1])
    #expect(port.wire(7).shutdowns == [.both])
  }

  /// Five frames of 2000 bytes are flushed in the middle of the callback.
  @Test(arguments: [[[1]], (1...5).map { Array(repeating: $0, count: 2000) }] as [[[UInt8]]])
  func `a thread that disconnects a session before it is greeted comes after the greeting`(
    greetings: [[UInt8]]
  ) throws {
    let table = Self.table(.direct)
    let host = Host(greetings: greetings) { [port] id, number in
      guard number == 0 else { return }
      let other = Worker {
        var sender = OutsideSender(table, port: port)!
        sender.send([9].span, to: id)
        sender.disconnect(id)
      }
      #expect(other.join())
    }
    var path = SessionPath(table, reactor: 0, handler: host, port: port)
    let opened = path.open(fd: 7)
    path.welcome(try #require(opened))
    _ = path.settle()
    #expect(heard == greetings + [[9]])
    #expect(port.wire(7).shutdowns == [.both])
    path.finishAll()
    _ = path.settle()
  }

  /// Threads come at any moment, also when the reactor is about to write and finds one of them at
  /// its look: the greeting is first all the same, and no frame is forgotten.
  @Test(arguments: FlushMode.allCases)
  func `of two thousand sessions that are sent to as they begin each is greeted first`(
    flush: FlushMode
  ) throws {
    let newest = Locked<SessionID?>(nil)
    let isOver = Flag()
    let table = Self.table(flush)
    let host = Host(greetings: [[1]]) { id, _ in newest.withLock { $0 = id } }
    var path = SessionPath(table, reactor: 0, handler: host, port: port)
    let others = (0..<2).map { [port] _ in
      Worker {
        var sender = OutsideSender(table, port: port)!
        var (last, count) = (SessionID(rawValue: 0), 0)
        while !isOver.isSet {
          guard let id = newest.withLock({ $0 }) else { continue }
          (last, count) = (id, id == last ? count + 1 : 1)
          // Fewer, of both, than make a slow reader: that one's greeting would be lost by right.
          if count <= 100 { sender.send([9].span, to: id) }
        }
      }
    }
    var written = 0
    for fd: Int32 in 0..<2000 {
      let opened = path.open(fd: fd)
      path.welcome(try #require(opened))
      // A thread that was at its look when the welcome was to leave has left it to a later batch.
      let deadline = ContinuousClock.now + .seconds(10)
      while port.wire(fd).written.isEmpty {
        try #require(ContinuousClock.now < deadline, "the greeting was forgotten")
        _ = path.settle()
      }
      path.finishAll()
      while path.liveCount > 0 { _ = path.settle() }
      let heard = frames(port.wire(fd).written).payloads
      #expect(heard.first == [1] && heard.dropFirst().allSatisfy { $0 == [9] })
      written += heard.count
    }
    isOver.set()
    for other in others { #expect(other.join()) }
    let counters = table.counters
    #expect(counters.sendsAccepted == written + counters.sendsLost && counters.violations == 0)
  }
}
