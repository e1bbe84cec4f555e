import CSystem
import Glibc

/// A listening TCP socket, one of several that may share its port.
///
/// The kernel spreads connections over the listeners of a port (`SO_REUSEPORT`), hence no thread
/// waits for another's accept. Connections inherit `TCP_NODELAY` and the peer's time-out from it,
/// which saves calls for each.
public struct Listener: ~Copyable, Sendable {
  public let fd: Int32
  /// Where it listens; the port is the kernel's choice if zero was asked for.
  public let endpoint: Endpoint
  private let ledger: DescriptorLedger?

  /// Listens at `endpoint`; `sharesPort` lets other listeners of this user join.
  ///
  /// A connection whose peer has acknowledged nothing for `peerTimeoutSeconds` fails (ETIMEDOUT),
  /// also if nothing was sent to it; nil leaves that to the kernel, which waits for hours or ever.
  public init(
    at endpoint: Endpoint, sharesPort: Bool, backlog: Int32 = 4096,
    peerTimeoutSeconds: Int32? = nil, ledger: DescriptorLedger? = nil
  ) throws(Errno) {
    let fd = try Connection.makeSocket()
    do throws(Errno) {
      try Connection.set(fd, SOL_SOCKET, SO_REUSEADDR, 1)
      if sharesPort { try Connection.set(fd, SOL_SOCKET, SO_REUSEPORT, 1) }
      try Connection.set(fd, CInt(IPPROTO_TCP), TCP_NODELAY, 1)
      if let seconds = peerTimeoutSeconds { try Self.setPeerTimeout(fd, seconds) }
      let bound = unsafe endpoint.withKernelForm { unsafe bind(fd, $0, $1) }
      guard bound == 0, listen(fd, backlog) == 0 else { throw Errno.current }
      self.endpoint = try Endpoint.local(of: fd)
    } catch {
      closeDescriptor(fd)
      throw error
    }
    self.fd = fd
    self.ledger = ledger
    ledger?.opened(fd)
  }

  /// Three questions in the second half of the time; TCP_USER_TIMEOUT covers what was sent, and
  /// decides when a question stays unanswered (tcp(7)).
  private static func setPeerTimeout(_ fd: Int32, _ seconds: Int32) throws(Errno) {
    let tcp = CInt(IPPROTO_TCP)
    try Connection.set(fd, SOL_SOCKET, SO_KEEPALIVE, 1)
    try Connection.set(fd, tcp, TCP_KEEPIDLE, max(1, seconds / 2))
    try Connection.set(fd, tcp, TCP_KEEPINTVL, max(1, seconds / 6))
    try Connection.set(fd, tcp, TCP_KEEPCNT, 3)
    try Connection.set(fd, tcp, TCP_USER_TIMEOUT, seconds * 1000)
  }

  /// Throws EADDRINUSE if a socket listens at `endpoint`, willing to share the port or not.
  ///
  /// Does not listen itself, so that no connection comes to it.
  public static func checkFree(_ endpoint: Endpoint) throws(Errno) {
    let fd = try Connection.makeSocket()
    defer { closeDescriptor(fd) }
    // What is left of connections of an earlier server does not count.
    try Connection.set(fd, SOL_SOCKET, SO_REUSEADDR, 1)
    let bound = unsafe endpoint.withKernelForm { unsafe bind(fd, $0, $1) }
    guard bound == 0 else { throw Errno.current }
  }

  deinit {
    ledger?.closed(fd)
    closeDescriptor(fd)
  }
}
