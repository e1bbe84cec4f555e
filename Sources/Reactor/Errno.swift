import Glibc

/// The kernel's answer when it refuses.
@frozen
public struct Errno: Error, Hashable, Sendable {
  public let code: Int32

  @inlinable
  public init(code: Int32) {
    self.code = code
  }

  /// What the calling thread's last failed call answered.
  public static var current: Errno { Errno(code: errno) }

  /// Whether the process or the machine has no descriptor left to give.
  public var isDescriptorShortage: Bool { code == EMFILE || code == ENFILE }

  /// Whether the kernel had no memory for what was asked.
  public var isMemoryShortage: Bool { code == ENOBUFS || code == ENOMEM }

  /// Whether the peer cut the connection, rather than ended it.
  public var isReset: Bool { code == ECONNRESET || code == EPIPE || code == ETIMEDOUT }
}

extension Errno: CustomStringConvertible {
  public var description: String {
    // Safe: glibc's strerror answers constant or thread-local text, copied before anything else
    // runs.
    unsafe "\(String(cString: strerror(code))) (errno \(code))"
  }
}
