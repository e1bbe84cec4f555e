import Glibc
import LanServer
import Reactor
import SessionGuards
import Testing

/// How sessions end: why, with what written, and who hears of it.
@Suite struct EndingTests {
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
