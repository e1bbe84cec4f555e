import Glibc
import LanServer
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
    _ = sender.send(id, [1].span)
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
}
