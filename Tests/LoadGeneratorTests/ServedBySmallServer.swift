import Glibc
import Reactor
import Synchronization
import Wire

@testable import LoadGenerator

/// What a server's thread tells when it has ended.
struct Served: Sendable {
  var accepted = 0
  var echoes = 0
  var openAtEnd = 0
  var commands: [Command] = []
}

/// Runs a small server on a thread of its own while a closure uses its port, then stops it.
func withServer<Result>(
  _ habits: Habits = Habits(), _ body: (UInt16) throws -> Result
) throws -> (result: Result, served: Served) {
  let board = ServerBoard()
  let thread = try WorkerThread {
    do {
      let server = try SmallServer(habits)
      board.port.store(server.endpoint.port, ordering: .releasing)
      while !board.isStopping.load(ordering: .acquiring) { try server.turn(timeoutMilliseconds: 1) }
      // What the clients did last is still to be seen.
      for _ in 0..<20 { try server.turn(timeoutMilliseconds: 1) }
      board.served.withLock {
        $0 = Served(
          accepted: server.accepted, echoes: server.echoes, openAtEnd: server.openCount,
          commands: server.commands)
      }
    } catch {
      board.port.store(1, ordering: .releasing)
    }
  }
  while board.port.load(ordering: .acquiring) == 0 { sched_yield() }
  defer { board.stop(thread) }
  let result = try body(board.port.load(ordering: .relaxed))
  board.stop(thread)
  return (result, board.served.withLock { $0 })
}

private final class ServerBoard: Sendable {
  let port = Atomic<UInt16>(0)
  let isStopping = Atomic<Bool>(false)
  let isJoined = Atomic<Bool>(false)
  let served = Mutex(Served())

  func stop(_ thread: WorkerThread) {
    isStopping.store(true, ordering: .releasing)
    if !isJoined.exchange(true, ordering: .relaxed) { thread.join() }
  }
}
