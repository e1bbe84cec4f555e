import GuardedServer
import Reactor
import SessionGuards
import Testing

/// One reactor's sessions on a port without a kernel.
struct Bench: ~Copyable {
  let port: MemoryPort
  let diary = Diary()
  let table: SessionTable<Packed>
  var path: SessionPath<Packed, Witness, MemoryPort>

  init(
    _ port: MemoryPort = MemoryPort(), _ change: (inout ServerConfiguration) -> Void = { _ in }
  ) {
    var configuration = ServerConfiguration()
    configuration.slotCount = 4
    configuration.maximumPayload = 64
    change(&configuration)
    self.port = port
    table = try! SessionTable(Packed.self, configuration)
    path = SessionPath(table, reactor: 0, handler: Witness(diary: diary), port: port)
  }

  /// A session on `fd`, which hears these chunks, one per read.
  mutating func open(_ fd: Int32, hearing chunks: [[UInt8]] = []) throws -> SessionID {
    port.change(fd) { $0.incoming = chunks }
    let opened = path.open(fd: fd)
    let id = try #require(opened)
    path.welcome(id)
    return id
  }

  /// Ends the sessions, as every batch's end would.
  mutating func finish() -> ServerCounters {
    path.finishAll()
    _ = path.settle()
    return table.counters
  }
}

@Suite struct FramingTests {
  let payloads: [[UInt8]] = [[1], [2, 2], Array(repeating: 3, count: 64), [4, 4, 4]]

  @Test func `a stream cut at any byte gives the same frames`() throws {
    let stream = payloads.flatMap(Client.frame)
    for cut in 1..<stream.count {
      var bench = Bench()
      let id = try bench.open(7, hearing: [Array(stream[..<cut]), Array(stream[cut...])])
      bench.path.serve(id)
      bench.path.serve(id)
      #expect(bench.diary.received == payloads, "cut at byte \(cut)")
      #expect(bench.port.wire(7).written == stream, "cut at byte \(cut)")
      #expect(bench.finish().messagesReceived == payloads.count)
    }
  }

  @Test func `a stream that comes byte by byte gives the same frames`() throws {
    let stream = payloads.flatMap(Client.frame)
    var bench = Bench()
    let id = try bench.open(7, hearing: stream.map { [$0] })
    for _ in stream { bench.path.serve(id) }
    #expect(bench.diary.received == payloads)
    _ = bench.finish()
  }

  @Test func `fed bytes are read bytes, also more than one read takes`() throws {
    let stream = (0..<2000).flatMap { Client.frame(Array(repeating: UInt8($0 & 63), count: 64)) }
    var bench = Bench { $0.queueBytes = 1 << 20 }
    let id = try bench.open(7)
    unsafe stream.withUnsafeBytes { unsafe bench.path.feed(id, $0) }
    #expect(bench.port.wire(7).written == stream)
    _ = bench.finish()
  }

  @Test func `one event is one read and one write, however many frames`() throws {
    var bench = Bench()
    let id = try bench.open(7, hearing: [payloads.flatMap(Client.frame)])
    bench.path.serve(id)
    _ = bench.path.settle()
    #expect(bench.table.counters.reads == 1)
    #expect(bench.port.wire(7).writeCount == 1)
    _ = bench.finish()
  }

  @Test(arguments: [[0, 0], [65, 0], [255, 255]] as [[UInt8]])
  func `a malformed frame ends its session only, after the frames before it`(
    header: [UInt8]
  ) throws {
    var bench = Bench()
    let bad = try bench.open(7, hearing: [Client.frame([1]) + header + Client.frame([2])])
    let good = try bench.open(8, hearing: [Client.frame([5])])
    bench.path.serve(bad)
    _ = bench.path.settle()
    #expect(bench.diary.received == [[1]])
    #expect(bench.diary.released == [.malformedFrame])
    #expect(bench.port.wire(7).written == Client.frame([1]))
    #expect(bench.port.wire(7).closes == [false])
    bench.path.serve(good)
    #expect(bench.port.wire(8).written == Client.frame([5]))
    #expect(bench.finish().closedByReason[.malformedFrame] == 1)
  }

  @Test func `a rejected packet ends its session, after its answers are written`() throws {
    var bench = Bench()
    let stream = Client.frame([1]) + Client.frame([Witness.rejectMe]) + Client.frame([2])
    let id = try bench.open(7, hearing: [stream])
    bench.path.serve(id)
    _ = bench.path.settle()
    #expect(bench.diary.received == [[1], [Witness.rejectMe]])
    #expect(bench.port.wire(7).written == Client.frame([1]))
    #expect(bench.diary.released == [.rejected])
    let isOpen = bench.path.isOpen(id)
    #expect(!isOpen)
  }

  @Test func `a session that disconnects itself hears nothing more`() throws {
    var bench = Bench()
    let goodbye = Client.frame([Witness.disconnectMe])
    let id = try bench.open(7, hearing: [goodbye + Client.frame([1]), Client.frame([2]), []])
    bench.path.serve(id)
    #expect(bench.port.wire(7).written == goodbye, "what was sent before goes out")
    #expect(bench.port.wire(7).shutdowns == [.both])
    bench.path.serve(id, drains: true)
    _ = bench.path.settle()
    #expect(bench.diary.received == [[Witness.disconnectMe]])
    #expect(bench.diary.released == [.disconnected])
    #expect(bench.port.wire(7).closes == [false])
  }

  @Test func `a released session's callback cannot send to it any more`() throws {
    var bench = Bench()
    let id = try bench.open(7, hearing: [[]])
    bench.path.serve(id)
    _ = bench.path.settle()
    #expect(bench.diary.all == [.accepted(id), .released(id, .peerEnded)])
    #expect(bench.table.counters.sendsRefused == 1)
  }

  @Test func `a reused slot begins with an empty frame and another generation`() throws {
    var bench = Bench { $0.slotCount = 1 }
    let first = try bench.open(7, hearing: [[3, 0, 1], []])
    bench.path.serve(first)
    bench.path.serve(first)
    let early = bench.path.open(fd: 9)
    #expect(early == nil, "the slot is not free before the batch ends")
    let freed = bench.path.settle()
    #expect(freed == 1)
    let second = try bench.open(8, hearing: [Client.frame([6])])
    #expect(second.slot == first.slot && second.generation != first.generation)
    bench.path.serve(second)
    #expect(bench.diary.received == [[6]])
    _ = bench.finish()
  }

  @Test func `a slot whose generations are used up is retired`() throws {
    var bench = Bench {
      $0.slotCount = 1
      $0.lastGeneration = 2
    }
    for fd: Int32 in 7..<9 {
      let id = try bench.open(fd, hearing: [[]])
      bench.path.serve(id)
      _ = bench.path.settle()
    }
    let third = bench.path.open(fd: 9)
    #expect(third == nil)
    #expect(bench.table.counters.retiredSlots == 1)
  }
}
