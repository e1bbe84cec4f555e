import Glibc
import LoadGenerator
import Reactor
import Synchronization
import Wire

/// A server of the bench's protocol that answers a number of frames, over all its clients, and
/// then goes on reading without a word, or is gone.
final class ForgetfulServer {
  let port: UInt16
  private let thread: WorkerThread
  private let isOver: Flag

  private final class Flag: Sendable {
    let word = Atomic(false)
  }

  init(answering count: Int, thenLeaves: Bool = false) throws {
    let listener = try Listener(at: .loopback(), sharesPort: false)
    let isOver = Flag()
    port = listener.endpoint.port
    self.isOver = isOver
    let sessions = Sessions(listener, answersLeft: count)
    thread = try WorkerThread {
      // Relaxed: it carries nothing but itself.
      while !isOver.word.load(ordering: .relaxed) {
        sessions.turn(leaves: thenLeaves)
        usleep(200)
      }
    }
  }

  deinit {
    // Relaxed: as above.
    isOver.word.store(true, ordering: .relaxed)
    thread.join()
  }
}

/// Its clients; used by the server's thread alone.
private final class Sessions: Sendable {
  private struct Clients {
    var descriptors: [Int32] = []
    var answersLeft: Int
    var welcomed: UInt32 = 0
  }

  private let listener: Listener
  private let clients: Mutex<Clients>

  init(_ listener: consuming Listener, answersLeft: Int) {
    self.listener = listener
    clients = Mutex(Clients(answersLeft: answersLeft))
  }

  deinit {
    clients.withLock { for fd in $0.descriptors { SocketPort().close(fd, reset: false) } }
  }

  /// Welcomes new clients, and replies to what was said.
  func turn(leaves: Bool) {
    clients.withLock { clients in
      if leaves, clients.answersLeft <= 0 {
        for fd in clients.descriptors { SocketPort().close(fd, reset: true) }
        clients.descriptors = []
        return
      }
      while let fd = try? SocketPort().accept(from: listener.fd) {
        Self.write(fd, Self.welcome(clients.welcomed))
        clients.welcomed += 1
        clients.descriptors.append(fd)
      }
      clients.descriptors.removeAll { fd in
        guard let bytes = Self.read(fd) else { return false }
        if bytes.isEmpty {
          SocketPort().close(fd, reset: false)
          return true
        }
        // A client of depth 1 has one frame under way: what is read together is one.
        if clients.answersLeft > 0 { Self.write(fd, bytes) }
        clients.answersLeft -= 1
        return false
      }
    }
  }

  private static func welcome(_ slot: UInt32) -> [UInt8] {
    var payload = [UInt8](repeating: 0, count: Welcome.byteCount)
    let welcome = Welcome(slot: slot, generation: 1, maximumPayloadBytes: 4096, token: 1)
    // Safe: the span lies within the array.
    unsafe payload.withUnsafeMutableBytes {
      var bytes = unsafe $0.mutableBytes
      welcome.write(to: &bytes)
    }
    return [UInt8(Welcome.byteCount), 0] + payload
  }

  private static func write(_ fd: Int32, _ bytes: [UInt8]) {
    // Safe: the kernel copies the bytes.
    _ = unsafe bytes.withUnsafeBytes { try? unsafe SocketPort().write(fd, $0) }
  }

  /// What is there; nil if nothing is, empty at the end of the stream.
  private static func read(_ fd: Int32) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    // Safe: the kernel writes within the array.
    let count = unsafe bytes.withUnsafeMutableBytes { buffer -> Int? in
      do throws(Errno) { return try unsafe SocketPort().read(fd, into: buffer) } catch { return 0 }
    }
    return count.map { Array(bytes[..<$0]) }
  }
}
