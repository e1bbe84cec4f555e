import Reactor
import SessionGuards
import Testing

@testable import GuardedServer

/// What a drain promises: every frame that was taken is written, and none is taken after that.
@Suite struct DrainTests {
  @Test func `a drained session hears and takes nothing more`() throws {
    var bench = Bench()
    let late = Client.frame([5])
    let id = try bench.open(7, hearing: [Client.frame([1]), late, late, []])
    let other = try bench.open(8)
    bench.path.serve(id)
    bench.path.drainAll()
    #expect(bench.port.wire(7).shutdowns == [.writing])
    var sender = OutsideSender(bench.table, port: bench.port)!
    let answers = [sender.send([2].span, to: id), sender.send([2].span, to: other)]
    #expect(answers == [false, false])
    bench.path.serve(id, drains: true)
    _ = bench.path.settle()
    #expect(bench.diary.received == [[1]])
    #expect(bench.diary.released == [.stopped])
    #expect(bench.port.wire(7).written == Client.frame([1]))
    let counters = bench.finish()
    #expect(counters.sendsAccepted == 1 && counters.sendsLost == 0)
    #expect(counters.violations == 0)
  }

  @Test func `output that waits is written before the stream is ended`() throws {
    var bench = Bench()
    let id = try bench.open(7, hearing: [Client.frame([1]), Client.frame([2]), []])
    var sender = OutsideSender(bench.table, port: bench.port)!
    bench.port.change(7) { $0.room = 0 }
    bench.path.serve(id)
    bench.path.drainAll()
    #expect(bench.port.wire(7).shutdowns.isEmpty)
    bench.path.serve(id)
    let isTaken = sender.send([3].span, to: id)
    #expect(isTaken, "until its output is written, the session goes on")
    bench.port.change(7) { $0.room = .max }
    bench.path.resumeWriting(id.slot)
    #expect(frames(bench.port.wire(7).written).payloads == [[1], [2], [3]])
    #expect(bench.port.wire(7).shutdowns == [.writing])
    bench.path.serve(id)
    _ = bench.path.settle()
    #expect(bench.finish().sendsLost == 0)
  }

  @Test func `a drain that meets a writer ends the stream behind what that writer was left`() throws
  {
    let gate = Gate()
    var bench = Bench(MemoryPort { _ in gate.pass() })
    let id = try bench.open(7)
    let (table, port) = (bench.table, bench.port)
    let first = Worker {
      var sender = OutsideSender(table, port: port)!
      sender.send([1].span, to: id)
    }
    try #require(gate.waitForArrival())
    bench.path.drainAll()
    var second = OutsideSender(table, port: port)!
    let isTaken = second.send([2].span, to: id)
    #expect(isTaken && port.wire(7).shutdowns.isEmpty)
    gate.open()
    try #require(first.join())
    _ = bench.path.settle()
    #expect(frames(port.wire(7).written).payloads == [[1], [2]])
    #expect(port.wire(7).shutdowns == [.writing])
    let isRefused = !second.send([3].span, to: id)
    #expect(isRefused)
    #expect(bench.finish().sendsLost == 0)
  }

  /// The outbox overflows in the middle of a turn, and everything that waits is written at once.
  @Test func `a stream is not ended in the middle of a turn`() throws {
    var bench = Bench { $0.queueBytes = 4096 }
    let many = (0..<100).flatMap { _ in Client.frame(Array(repeating: 7, count: 64)) }
    let id = try bench.open(7, hearing: [many, []])
    var sender = OutsideSender(bench.table, port: bench.port)!
    bench.port.change(7) { $0.room = 0 }
    sender.send([1].span, to: id)
    bench.path.drainAll()
    bench.port.change(7) { $0.room = .max }
    bench.path.serve(id)
    #expect(bench.port.wire(7).shutdowns.isEmpty)
    _ = bench.path.settle()
    #expect(frames(bench.port.wire(7).written).payloads.count == 101)
    #expect(bench.port.wire(7).shutdowns == [.writing])
    #expect(bench.finish().sendsLost == 0)
  }

  @Test func `a callback's send to a drained session is refused as well`() throws {
    var bench = Bench()
    let id = try bench.open(7)
    bench.path.drainAll()
    let isTaken = bench.path.sender.send([1].span, to: id)
    #expect(!isTaken)
    #expect(bench.finish().sendsLost == 0)
  }

  @Test func `the slot's next session is not drained`() throws {
    var bench = Bench { $0.slotCount = 1 }
    let first = try bench.open(7, hearing: [[]])
    bench.path.drainAll()
    bench.path.serve(first)
    _ = bench.path.settle()
    bench.path.sender.isDraining = false
    let second = try bench.open(8, hearing: [Client.frame([1])])
    bench.path.serve(second)
    var sender = OutsideSender(bench.table, port: bench.port)!
    sender.send([2].span, to: second)
    #expect(frames(bench.port.wire(8).written).payloads == [[1], [2]])
    #expect(bench.finish().violations == 0)
  }

  @Test(arguments: FlushMode.allCases)
  func `of what several threads send while the stream ends, what was taken is written`(
    flush: FlushMode
  ) throws {
    var bench = Bench {
      $0.flush = flush
      $0.queueBytes = 1 << 20
    }
    let id = try bench.open(7)
    let (table, port) = (bench.table, bench.port)
    let workers = (0..<3).map { _ in
      Worker {
        var sender = OutsideSender(table, port: port)!
        // Fewer, of all three, than make a slow reader.
        for _ in 0..<2000 { guard sender.send([1].span, to: id) else { return } }
      }
    }
    while port.wire(7).written.count < 300 { _ = bench.path.settle() }
    bench.path.drainAll()
    while port.wire(7).shutdowns.isEmpty { _ = bench.path.settle() }
    for worker in workers { try #require(worker.join()) }
    let delivered = frames(port.wire(7).written).payloads.count
    let counters = bench.finish()
    #expect(counters.sendsAccepted == delivered)
    #expect(counters.sendsLost == 0 && counters.violations == 0)
    #expect(bench.diary.released == [.stopped])
  }
}
