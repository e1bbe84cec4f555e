import Reactor

/// Another program's server: sends one text to each client, and ends the connection.
final class Stranger {
  let port: UInt16
  private let thread: WorkerThread
  private let post: Post

  /// Where the thread stands, and how it is called away.
  private final class Post: Sendable {
    let listener: Listener
    let end: Wakeup

    init() throws(Errno) {
      listener = try Listener(at: .loopback(), sharesPort: false)
      end = try Wakeup()
    }
  }

  init(saying text: String) throws {
    let post = try Post()
    let poller = try Poller()
    try poller.add(post.listener.fd, token: 0, .readable)
    try poller.add(post.end.fd, token: 1, .readable)
    let watch = Watch(poller)
    thread = try WorkerThread {
      while watch.waitsForListener() { Self.serve(post.listener.fd, text) }
    }
    port = post.listener.endpoint.port
    self.post = post
  }

  deinit {
    post.end.signal()
    thread.join()
  }

  /// Waits for a connection, or for the end.
  // Safe: made before the thread, and used by it alone.
  private final class Watch: @unchecked Sendable {
    private let poller: Poller
    init(_ poller: consuming Poller) { self.poller = poller }

    func waitsForListener() -> Bool {
      guard let count = try? poller.wait() else { return false }
      return (0..<count).allSatisfy { poller.token($0) == 0 }
    }
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
