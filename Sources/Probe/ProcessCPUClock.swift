internal import Glibc

/// The CPU time of a process, for another to read while it runs.
///
/// Of threads that run on other processors the kernel counts what it had noted at their last tick,
/// up to some milliseconds ago.
public struct ProcessCPUClock: Sendable {
  private let id: clockid_t

  /// Finds the clock of a process; nil once the process is gone.
  public init?(ofProcess process: Int32) {
    var id = clockid_t()
    // Safe: the call writes one clock id, which outlives it.
    guard unsafe clock_getcpuclockid(process, &id) == 0 else { return nil }
    self.id = id
  }

  /// What the process has had so far; nil once it is gone.
  public var nanoseconds: UInt64? {
    var time = timespec()
    // Safe: the call writes one timespec, which outlives it.
    guard unsafe clock_gettime(id, &time) == 0 else { return nil }
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
