import Glibc

/// The kernel's answer when it refuses a call.
@frozen
public struct Errno: Error, Hashable, Sendable {
  /// The number, as errno(3) has it.
  public let code: Int32

  /// Makes an error of a number.
  @inlinable
  public init(code: Int32) {
    self.code = code
  }

  /// The reason why the calling thread's last call failed.
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
