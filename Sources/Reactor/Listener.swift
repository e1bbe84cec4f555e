import CSystem
import Glibc

/// A listening TCP socket, one of several that may share its port.
///
/// The kernel spreads connections over the listeners of a port (`SO_REUSEPORT`), hence no thread
/// waits for another's accept. Connections inherit `TCP_NODELAY` from it, which saves a call for
/// each.
public struct Listener: ~Copyable, Sendable {
  public let fd: Int32
  /// Where it listens; the port is the kernel's choice if zero was asked for.
  public let endpoint: Endpoint
  private let ledger: DescriptorLedger?

  /// Listens at `endpoint`; `sharesPort` lets other listeners of this user join.
  public init(
    at endpoint: Endpoint, sharesPort: Bool, backlog: Int32 = 4096,
    ledger: DescriptorLedger? = nil
  ) throws(Errno) {
    let fd = try Connection.makeSocket()
    do throws(Errno) {
      try Connection.set(fd, SOL_SOCKET, SO_REUSEADDR, 1)
      if sharesPort { try Connection.set(fd, SOL_SOCKET, SO_REUSEPORT, 1) }
      try Connection.set(fd, CInt(IPPROTO_TCP), TCP_NODELAY, 1)
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

  /// Throws EADDRINUSE if anybody listens at `endpoint`, willing to share the port or not.
  ///
  /// Listens to nobody itself, so that no connection comes to it.
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
