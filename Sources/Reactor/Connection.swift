import CSystem
import Glibc

/// The client's side of a TCP connection, by descriptor.
///
/// The caller owns what `open` returns, and closes it once, through a `Port` or `close`.
public enum Connection {
  /// Begins to connect without waiting; the descriptor becomes writable when the attempt has ended.
  ///
  /// A `source` with port zero lets the kernel choose the port only when the address pair is known,
  /// so that one source address serves as many connections as there are ports *per peer*.
  public static func open(to peer: Endpoint, from source: Endpoint? = nil) throws(Errno) -> Int32 {
    let fd = try makeSocket()
    do throws(Errno) {
      try set(fd, CInt(IPPROTO_TCP), TCP_NODELAY, 1)
      if let source { try bindSource(fd, source) }
      let result = unsafe peer.withKernelForm { unsafe connect(fd, $0, $1) }
      guard result == 0 || errno == EINPROGRESS else { throw Errno.current }
    } catch {
      closeDescriptor(fd)
      throw error
    }
    return fd
  }

  private static func bindSource(_ fd: Int32, _ source: Endpoint) throws(Errno) {
    if source.port == 0 { try set(fd, CInt(IPPROTO_IP), IP_BIND_ADDRESS_NO_PORT, 1) }
    let result = unsafe source.withKernelForm { unsafe bind(fd, $0, $1) }
    guard result == 0 else { throw Errno.current }
  }

  /// Throws what the attempt ended with, if it failed. Ask once, when the descriptor has become
  /// writable.
  public static func finishOpening(_ fd: Int32) throws(Errno) {
    let code = try get(fd, SOL_SOCKET, SO_ERROR)
    guard code == 0 else { throw Errno(code: code) }
  }

  /// The address and port that the connection has on this side.
  public static func localEndpoint(of fd: Int32) throws(Errno) -> Endpoint {
    try Endpoint.local(of: fd)
  }

  /// Sets how many bytes the kernel holds for the peer, before its own doubling; smaller finds slow
  /// readers sooner.
  public static func setSendBuffer(_ fd: Int32, bytes: Int32) throws(Errno) {
    try set(fd, SOL_SOCKET, SO_SNDBUF, bytes)
  }

  /// Sets how many bytes the kernel takes from the peer before it is told to wait.
  public static func setReceiveBuffer(_ fd: Int32, bytes: Int32) throws(Errno) {
    try set(fd, SOL_SOCKET, SO_RCVBUF, bytes)
  }

  /// Makes the coming `close` a reset: whatever was not delivered is thrown away on both sides.
  public static func resetOnClose(_ fd: Int32) {
    var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
    // Safe: the kernel copies the option. A descriptor without the option closes in order instead.
    _ = unsafe setsockopt(
      fd, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
  }

  /// Closes a descriptor that `open` returned; traps if it is not open.
  public static func close(_ fd: Int32) {
    closeDescriptor(fd)
  }

  static func makeSocket() throws(Errno) -> Int32 {
    let kind = CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let fd = socket(AF_INET, kind, 0)
    guard fd >= 0 else { throw Errno.current }
    return fd
  }

  static func set(_ fd: Int32, _ level: Int32, _ option: Int32, _ value: Int32) throws(Errno) {
    var value = value
    // Safe: the kernel copies the four bytes.
    let result = unsafe setsockopt(fd, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    guard result == 0 else { throw Errno.current }
  }

  static func get(_ fd: Int32, _ level: Int32, _ option: Int32) throws(Errno) -> Int32 {
    var value: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    // Safe: the kernel writes at most `size` bytes.
    let result = unsafe getsockopt(fd, level, option, &value, &size)
    guard result == 0 else { throw Errno.current }
    return value
  }
}
