public import CSystem
public import Glibc

/// The calls a session makes on its descriptor.
///
/// The one seam between sessions and the kernel: `SocketPort` is the kernel, a test or a bench
/// without sockets brings its own. `nil` means "not now": an edge will say when. All may be called
/// from any thread.
@usableFromInline
package protocol Port: Sendable {
  /// Takes the next waiting connection off a listener, non-blocking; `nil` when there is none.
  func accept(from listener: Int32) throws(Errno) -> Int32?

  /// Reads what is there into `buffer` and returns how much; zero is the end of the stream.
  func read(_ fd: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int?

  /// Writes a prefix of `bytes` and returns how much of it was taken.
  func write(_ fd: Int32, _ bytes: UnsafeRawBufferPointer) throws(Errno) -> Int?

  /// Ends one or both directions; the descriptor stays open.
  func shutdown(_ fd: Int32, _ direction: ShutdownDirection)

  /// Gives the descriptor back; `reset` throws away what the kernel still holds for the peer.
  func close(_ fd: Int32, reset: Bool)
}

/// Which directions of a connection end.
@frozen @usableFromInline
package enum ShutdownDirection: Sendable {
  case writing, both
}

/// The kernel's sockets.
///
/// Reads and writes are inlined down to the system's call. Out of line they differ in that call
/// only, and the compiler would merge them into one function that is handed the callee.
@frozen @usableFromInline
package struct SocketPort: Port {
  @inlinable
  package init() {}

  @usableFromInline
  package func accept(from listener: Int32) throws(Errno) -> Int32? {
    while true {
      let fd = accept_nonblocking(listener)
      if fd >= 0 { return fd }
      switch errno {
      case EAGAIN: return nil
      // A connection that died in the backlog is not the listener's trouble (accept(2), "Error
      // handling").
      case EINTR, ECONNABORTED, EPROTO, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH,
        EOPNOTSUPP, ENETUNREACH:
        continue
      case let code: throw Errno(code: code)
      }
    }
  }

  @inlinable @inline(__always)
  package func read(_ fd: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int? {
    // Safe: the kernel writes at most the buffer's count.
    let count = unsafe Glibc.recv(fd, buffer.baseAddress, buffer.count, 0)
    if count >= 0 { return count }
    return try Self.refusal()
  }

  @inlinable @inline(__always)
  package func write(_ fd: Int32, _ bytes: UnsafeRawBufferPointer) throws(Errno) -> Int? {
    // Safe: the kernel reads at most the buffer's count.
    let count = unsafe send_quietly(fd, bytes.baseAddress, bytes.count)
    if count >= 0 { return count }
    return try Self.refusal()
  }

  /// Turns "not now" into nil and every other answer of the call before it into an error.
  ///
  /// A non-blocking call that a signal interrupted counts as "not now" only in theory: recv and
  /// send on a non-blocking socket never wait, hence never answer EINTR.
  @usableFromInline @inline(never)
  static func refusal() throws(Errno) -> Int? {
    let code = errno
    if code == EAGAIN { return nil }
    throw Errno(code: code)
  }

  @usableFromInline
  package func shutdown(_ fd: Int32, _ direction: ShutdownDirection) {
    // The only answers are ENOTCONN and its like: the peer was faster.
    _ = Glibc.shutdown(fd, CInt(direction == .both ? SHUT_RDWR : SHUT_WR))
  }

  @usableFromInline
  package func close(_ fd: Int32, reset: Bool) {
    if reset { Connection.resetOnClose(fd) }
    closeDescriptor(fd)
  }
}

/// Closes `fd`, once: on Linux the number is free whatever close(2) answers, EBADF excepted.
func closeDescriptor(_ fd: Int32) {
  let result = Glibc.close(fd)
  precondition(result == 0 || errno != EBADF, "descriptor \(fd) was not open")
}
