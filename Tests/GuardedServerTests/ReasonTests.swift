import Glibc
import GuardedServer
import Reactor
import SessionGuards
import Testing

/// Why sessions end, and what is written before they do.
@Suite struct ReasonTests {
  @Test func `a failed write is the reason, also when the stream's end is read after it`() throws {
    var bench = Bench()
    let id = try bench.open(7, hearing: [Client.frame([1]), []])
    bench.port.change(7) { $0.room = 0 }
    bench.path.serve(id)
    bench.port.change(7) { $0.isBroken = true }
    bench.path.resumeWriting(id.slot)
    bench.path.serve(id, drains: true)
    _ = bench.path.settle()
    #expect(bench.diary.released == [.connectionFailed])
    _ = bench.finish()
  }

  @Test func `the reason is the same when another thread's write was the one that failed`() throws {
    var bench = Bench()
    let id = try bench.open(7, hearing: [[]])
    bench.port.change(7) { $0.isBroken = true }
    var sender = OutsideSender(bench.table, port: bench.port)!
    sender.send([1].span, to: id)
    bench.path.serve(id, drains: true)
    _ = bench.path.settle()
    #expect(bench.diary.released == [.connectionFailed])
    #expect(bench.finish().sendsLost == 1)
  }

  @Test func `a peer that the kernel gives up frees its slot`() throws {
    var bench = Bench { $0.slotCount = 1 }
    let id = try bench.open(7)
    bench.port.change(7) { $0.readFailure = Errno(code: ETIMEDOUT) }
    bench.path.serve(id, drains: true)
    let freed = bench.path.settle()
    #expect(freed == 1)
    #expect(bench.diary.released == [.connectionFailed])
    #expect(bench.port.wire(7).closes == [false])
    _ = try bench.open(8)
    _ = bench.finish()
  }

  @Test func `a thread that has written shuts down what was disconnected meanwhile`() throws {
    let gate = Gate()
    var bench = Bench(MemoryPort { _ in gate.pass() })
    let id = try bench.open(7)
    let (table, port) = (bench.table, bench.port)
    let first = Worker {
      var sender = OutsideSender(table, port: port)!
      sender.send([1].span, to: id)
    }
    try #require(gate.waitForArrival())
    var second = OutsideSender(table, port: port)!
    let isFirst = second.disconnect(id)
    #expect(isFirst && port.wire(7).shutdowns.isEmpty)
    gate.open()
    try #require(first.join())
    #expect(frames(port.wire(7).written).payloads == [[1]])
    #expect(port.wire(7).shutdowns == [.both])
    #expect(bench.finish().sendsLost == 0)
  }

  @Test func `a disconnect behind more than a writer looks for is the reactor's`() throws {
    let gate = Gate()
    var bench = Bench(MemoryPort { _ in gate.pass() })
    let id = try bench.open(7, hearing: [[]])
    let (table, port) = (bench.table, bench.port)
    let first = Worker {
      var sender = OutsideSender(table, port: port)!
      sender.send([1].span, to: id)
    }
    try #require(gate.waitForArrival())
    var second = OutsideSender(table, port: port)!
    second.send([2].span, to: id)
    let isFirst = second.disconnect(id)
    #expect(isFirst)
    gate.open()
    try #require(first.join())
    _ = bench.path.settle()
    #expect(frames(port.wire(7).written).payloads == [[1], [2]])
    #expect(port.wire(7).shutdowns == [.both])
    bench.path.serve(id, drains: true)
    _ = bench.path.settle()
    #expect(bench.diary.released == [.disconnected])
    #expect(bench.finish().sendsLost == 0)
  }

  @Test func `the reactor's own disconnect waits for the writer as well`() throws {
    let gate = Gate()
    var bench = Bench(MemoryPort { _ in gate.pass() })
    let goodbye: [UInt8] = [Witness.disconnectMe]
    let id = try bench.open(7, hearing: [Client.frame(goodbye), []])
    let (table, port) = (bench.table, bench.port)
    let first = Worker {
      var sender = OutsideSender(table, port: port)!
      sender.send([1].span, to: id)
    }
    try #require(gate.waitForArrival())
    bench.path.serve(id)
    #expect(port.wire(7).shutdowns.isEmpty)
    gate.open()
    try #require(first.join())
    _ = bench.path.settle()
    #expect(frames(port.wire(7).written).payloads == [[1], goodbye])
    #expect(port.wire(7).shutdowns == [.both])
    bench.path.serve(id, drains: true)
    _ = bench.path.settle()
    #expect(bench.diary.released == [.disconnected])
    #expect(bench.finish().sendsLost == 0)
  }

  @Test func `a disconnect does not wait for a peer that reads nothing`() throws {
    var bench = Bench()
    let id = try bench.open(7, hearing: [Client.frame([5, 5]), []])
    bench.port.change(7) { $0.room = 1 }
    bench.path.serve(id)
    var sender = OutsideSender(bench.table, port: bench.port)!
    sender.send([1].span, to: id)
    sender.disconnect(id)
    _ = bench.path.settle()
    #expect(bench.port.wire(7).shutdowns == [.both])
    bench.path.serve(id, drains: true)
    _ = bench.path.settle()
    #expect(bench.diary.released == [.disconnected])
    _ = bench.finish()
  }
}
