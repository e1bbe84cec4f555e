import Glibc
import Reactor
import Synchronization

/// Somebody else's server: says one thing to whoever connects, and ends the connection.
final class Stranger {
  let port: UInt16
  private let thread: WorkerThread
  private let isOver: Flag

  private final class Flag: Sendable {
    let word = Atomic(false)
  }

  init(saying text: String) throws {
    let listener = try Listener(at: .loopback(), sharesPort: false)
    let fd = listener.fd
    let isOver = Flag()
    port = listener.endpoint.port
    self.isOver = isOver
    let kept = Kept(listener)
    thread = try WorkerThread {
      // Relaxed: it carries nothing but itself.
      while !isOver.word.load(ordering: .relaxed) {
        Self.serve(fd, text)
        usleep(1_000)
      }
      _ = kept
    }
  }

  deinit {
    // Relaxed: as above.
    isOver.word.store(true, ordering: .relaxed)
    thread.join()
  }

  /// Keeps the listener open as long as the thread.
  private final class Kept: Sendable {
    let listener: Listener
    init(_ listener: consuming Listener) { self.listener = listener }
  }

  private static func serve(_ listener: Int32, _ text: String) {
    guard let accepted = try? SocketPort().accept(from: listener) else { return }
    // Safe: the kernel copies the bytes.
    _ = unsafe Array(text.utf8).withUnsafeBytes {
      try? unsafe SocketPort().write(accepted, $0)
    }
    Connection.close(accepted)
  }
}
