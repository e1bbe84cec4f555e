import CSystem
import Glibc

/// The kernel's sockets.
///
/// Not inlinable: every call is one of the kernel's, made once per session and batch.
@frozen
public struct SocketPort: Port {
  @inlinable
  public init() {}

  public func accept(from listener: Int32) throws(Errno) -> Int32? {
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

  public func read(_ fd: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int? {
    // Safe: the kernel writes at most the buffer's count.
    let count = unsafe Glibc.recv(fd, buffer.baseAddress, buffer.count, 0)
    if count >= 0 { return count }
    return try Self.refusal()
  }

  public func write(_ fd: Int32, _ bytes: UnsafeRawBufferPointer) throws(Errno) -> Int? {
    // Safe: the kernel reads at most the buffer's count. NOSIGNAL: a gone peer is an errno, not a
    // signal.
    let count = unsafe Glibc.send(fd, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL))
    if count >= 0 { return count }
    return try Self.refusal()
  }

  /// Turns "not now" into nil and everything else into an error.
  ///
  /// A non-blocking call that a signal interrupted counts as "not now" only in theory: recv and
  /// send on a non-blocking socket never wait, hence never answer EINTR.
  private static func refusal() throws(Errno) -> Int? {
    let code = errno
    if code == EAGAIN { return nil }
    throw Errno(code: code)
  }

  public func shutdown(_ fd: Int32, _ direction: ShutdownDirection) {
    // The only answers are ENOTCONN and its like: the peer was faster.
    _ = Glibc.shutdown(fd, CInt(direction == .both ? SHUT_RDWR : SHUT_WR))
  }

  public func close(_ fd: Int32, reset: Bool) {
    if reset { Connection.resetOnClose(fd) }
    closeDescriptor(fd)
  }
}

/// Closes `fd`, once: on Linux the number is free whatever close(2) answers, EBADF excepted.
func closeDescriptor(_ fd: Int32) {
  let result = Glibc.close(fd)
  precondition(result == 0 || errno != EBADF, "descriptor \(fd) was not open")
}
