internal import Glibc

/// How many files and sockets this process may have open at once.
public struct DescriptorLimit: Sendable, Equatable {
  /// What the kernel enforces now.
  public let current: UInt64
  /// How far the process may raise it by itself.
  public let maximum: UInt64

  private static let resource = Int32(RLIMIT_NOFILE.rawValue)

  /// Reads the limit.
  public static func read() throws(SystemError) -> DescriptorLimit {
    var limit = rlimit()
    // Safe: the kernel writes one rlimit, which outlives the call.
    _ = try checked("read the descriptor limit", unsafe getrlimit(resource, &limit))
    return DescriptorLimit(
      current: UInt64(limit.rlim_cur), maximum: UInt64(limit.rlim_max))
  }

  /// Raises what is enforced to at least `needed`, or as near as the process may; returns the
  /// result.
  ///
  /// Children inherit it. It is never lowered.
  @discardableResult
  public static func raise(toHold needed: UInt64) throws(SystemError) -> DescriptorLimit {
    let before = try read()
    guard before.current < needed else { return before }
    var limit = rlimit(
      rlim_cur: rlim_t(min(needed, before.maximum)), rlim_max: rlim_t(before.maximum))
    // Safe: the kernel reads one rlimit.
    _ = try checked("raise the descriptor limit", unsafe setrlimit(resource, &limit))
    return try read()
  }
}
