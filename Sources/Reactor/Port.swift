/// The calls a session makes on its descriptor.
///
/// The one seam between sessions and the kernel: `SocketPort` is the kernel, a test or a bench
/// without sockets brings its own. `nil` means "not now": an edge will say when. All may be called
/// from any thread.
public protocol Port: Sendable {
  /// Takes the next waiting connection off a listener, non-blocking; `nil` when there is none.
  func accept(from listener: Int32) throws(Errno) -> Int32?

  /// Reads what is there into `buffer` and answers how much; zero is the end of the stream.
  func read(_ fd: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int?

  /// Writes a prefix of `bytes` and answers how much of it was taken.
  func write(_ fd: Int32, _ bytes: UnsafeRawBufferPointer) throws(Errno) -> Int?

  /// Ends one or both directions; the descriptor stays open.
  func shutdown(_ fd: Int32, _ direction: ShutdownDirection)

  /// Gives the descriptor back; `reset` throws away what the kernel still holds for the peer.
  func close(_ fd: Int32, reset: Bool)
}

/// Which directions of a connection end.
@frozen
public enum ShutdownDirection: Sendable {
  case writing, both
}
