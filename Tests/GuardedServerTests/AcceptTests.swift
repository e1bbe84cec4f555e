import Glibc
import GuardedServer
import Reactor
import Testing

/// A server that cannot take a connection waits until it can.
@Suite(.serialized) struct AcceptTests {
  @Test(arguments: Topology.allCases)
  func `without a free slot accepting pauses, and resumes when one is free`(
    topology: Topology
  ) throws {
    let running = try Running(topology) { $0.slotCount = 1 }
    let first = try Client(running.server.endpoint)
    try first.send([1])
    #expect(try first.receive() == [1])
    let second = try Client(running.server.endpoint)
    try second.send([2])
    try #require(running.wait { $0.all.contains(.noticed(.slotsExhausted)) })
    first.shutdownWriting()
    #expect(try second.receive() == [2])
    #expect(running.diary.all.contains(.noticed(.acceptResumed)))
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

  @Test(arguments: Topology.allCases)
  func `without a descriptor accepting pauses, and resumes when there is one`(
    topology: Topology
  ) throws {
    let port = Scarce()
    let running = try Running(topology, port)
    let first = try Client(running.server.endpoint)
    try first.send([1])
    #expect(try first.receive() == [1])
    port.isExhausted.set()
    let second = try Client(running.server.endpoint)
    try second.send([2])
    try #require(running.wait { $0.all.contains(.noticed(.acceptPaused(Errno(code: EMFILE)))) })
    let waits = running.server.counters.waits
    try first.send([3])
    #expect(try first.receive() == [3], "existing sessions are unharmed")
    #expect(running.server.counters.waits - waits < 100, "the listener does not spin")
    port.relieve()
    #expect(try second.receive() == [2])
    _ = running.stop()
  }
}
