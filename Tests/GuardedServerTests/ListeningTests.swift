import Glibc
import GuardedServer
import Reactor
import SessionGuards
import Testing

/// The kernel's sockets, with an answer to `accept` of the test's own now and then.
final class AcceptingPort: Port {
  private let sockets = SocketPort()
  private let accepted = Locked<[Int32]>([])
  private let change: @Sendable (Int32, Int) -> Int32

  /// `change` is told each accepted descriptor and how many came before, and returns another.
  init(_ change: @escaping @Sendable (Int32, Int) -> Int32 = { fd, _ in fd }) {
    self.change = change
  }

  var acceptedFDs: [Int32] { accepted.withLock { $0 } }

  func accept(from listener: Int32) throws(Errno) -> Int32? {
    guard let fd = try sockets.accept(from: listener) else { return nil }
    return accepted.withLock {
      $0.append(change(fd, $0.count))
      return $0.last
    }
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

@Suite(.serialized) struct ListeningTests {
  @Test(arguments: [(4, 6), (2, 7), (3, 3)])
  func `every reactor has as many slots as any other`(reactors: Int, slots: Int) throws {
    var configuration = ServerConfiguration()
    configuration.reactorCount = reactors
    configuration.slotCount = slots
    let table = try SessionTable(Packed.self, configuration)
    let share = (slots + reactors - 1) / reactors
    #expect(table.configuration.slotCount == share * reactors)
    for reactor in 0..<reactors {
      let witness = Witness(diary: Diary())
      var path = SessionPath(table, reactor: reactor, handler: witness, port: MemoryPort())
      let opened = (0..<share).compactMap { path.open(fd: Int32($0)) }
      #expect(opened.count == share)
      let isFull = !path.hasFreeSlot
      #expect(isFull)
      path.finishAll()
      _ = path.settle()
    }
  }

  @Test func `a port that another server of several reactors has is refused`() throws {
    let running = try Running { $0.reactorCount = 2 }
    var configuration = ServerConfiguration()
    configuration.endpoint = running.server.endpoint
    configuration.reactorCount = 2
    let refusal = #expect(throws: Errno.self) { _ = try LanServer(Packed.self, configuration) }
    #expect(refusal?.code == EADDRINUSE)
    _ = running.stop()
  }

  /// A descriptor that epoll refuses (EPERM) stands for any that it cannot watch.
  @Test func `a connection that cannot be watched is no session, and a pause`() throws {
    let port = AcceptingPort { fd, before in
      guard before == 0 else { return fd }
      Connection.close(fd)
      return unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
    }
    let running = try Running(.owned, port)
    try Client(running.server.endpoint).readToEnd()
    let client = try Client(running.server.endpoint)
    try client.send([1])
    #expect(try client.receive() == [1])
    let notices = running.diary.all.compactMap {
      if case .noticed(let notice) = $0 { notice } else { nil }
    }
    #expect(notices == [.acceptPaused(Errno(code: EPERM)), .acceptResumed])
    #expect(running.diary.accepted.count == 1 && running.diary.released.isEmpty)
    #expect(running.stop().accepted == 2)
    #expect(running.diary.released == [.stopped])
  }

  @Test func `an accepted connection asks for its peer, as long as it is told to`() throws {
    let port = AcceptingPort()
    let running = try Running(.owned, port)
    let client = try Client(running.server.endpoint)
    try client.send([1])
    #expect(try client.receive() == [1])
    let fd = try #require(port.acceptedFDs.first)
    #expect(try option(fd, SOL_SOCKET, SO_KEEPALIVE) == 1)
    #expect(try option(fd, CInt(IPPROTO_TCP), TCP_USER_TIMEOUT) == 60_000)
    #expect(try option(fd, CInt(IPPROTO_TCP), TCP_KEEPIDLE) == 30)
    #expect(try option(fd, CInt(IPPROTO_TCP), TCP_KEEPINTVL) == 10)
    #expect(try option(fd, CInt(IPPROTO_TCP), TCP_KEEPCNT) == 3)
    _ = running.stop()
  }

  @Test func `a configuration without a time-out leaves it to the kernel`() throws {
    let port = AcceptingPort()
    let running = try Running(.owned, port) { $0.peerTimeout = nil }
    let client = try Client(running.server.endpoint)
    try client.send([1])
    #expect(try client.receive() == [1])
    let fd = try #require(port.acceptedFDs.first)
    #expect(try option(fd, SOL_SOCKET, SO_KEEPALIVE) == 0)
    #expect(try option(fd, CInt(IPPROTO_TCP), TCP_USER_TIMEOUT) == 0)
    _ = running.stop()
  }

  func option(_ fd: Int32, _ level: Int32, _ name: Int32) throws -> Int32 {
    var value: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    try #require(unsafe getsockopt(fd, level, name, &value, &size) == 0)
    return value
  }
}
