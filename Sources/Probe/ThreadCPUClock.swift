internal import Glibc

/// The CPU time of one thread, for any thread of the process to read while that one runs.
///
/// The process's own clock does not serve for that: of threads that run on other processors the
/// kernel counts only what it had noted at their last tick, up to some milliseconds ago
/// (`thread_group_cputime` in Linux `kernel/sched/cputime.c`). A thread's clock is brought up to
/// date by the reading.
public struct ThreadCPUClock: Sendable, Hashable {
  /// The kernel's number for the clock, good as long as the thread lives.
  public let id: Int32

  public init(id: Int32) { self.id = id }

  public static var ofCurrentThread: ThreadCPUClock {
    var id = clockid_t()
    // Safe: the system writes one clock id, which outlives the call.
    let code = unsafe pthread_getcpuclockid(pthread_self(), &id)
    precondition(code == 0, "a thread that runs has a clock")
    return ThreadCPUClock(id: id)
  }

  public var nanoseconds: UInt64 { clockNanoseconds(id) }
}
