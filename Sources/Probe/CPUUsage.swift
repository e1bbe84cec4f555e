internal import Glibc

/// Processor time and switches of a thread or process since it began; use their differences.
public struct CPUUsage: Sendable, Hashable, Codable {
  /// Time in its own code. The kernel splits `totalNanoseconds` by sampling at each timer tick, so
  /// over a few milliseconds the share is a guess.
  public var userNanoseconds: UInt64
  /// Time in the kernel on its behalf; see `userNanoseconds`.
  public var systemNanoseconds: UInt64
  /// Time on a processor, exact to the scheduler's clock.
  public var totalNanoseconds: UInt64
  /// Time that it could have run but waited for a processor; `nil` where the kernel does not count.
  /// A process's covers the threads that are alive: one that has ended takes its share with it.
  public var runDelayNanoseconds: UInt64?
  /// How often it gave up the processor to wait.
  public var voluntarySwitchesCount: UInt64
  /// How often the processor was taken from it.
  public var involuntarySwitchesCount: UInt64

  /// Reads the calling thread's usage; some 10 µs, most of it for the run delay.
  public static var ofCurrentThread: CPUUsage {
    CPUUsage(
      resourceUsage(1),  // RUSAGE_THREAD, which Glibc's module leaves out
      totalNanoseconds: clockNanoseconds(CLOCK_THREAD_CPUTIME_ID),
      runDelayNanoseconds: RunDelay.ofCurrentThread)
  }

  /// Reads the calling process's usage, with its ended threads and without its children.
  public static var ofCurrentProcess: CPUUsage {
    CPUUsage(
      resourceUsage(Int32(RUSAGE_SELF.rawValue)),
      totalNanoseconds: clockNanoseconds(CLOCK_PROCESS_CPUTIME_ID),
      runDelayNanoseconds: RunDelay.ofCurrentProcess)
  }

  /// What was used between two readings of the same thread or process.
  public static func - (later: CPUUsage, earlier: CPUUsage) -> CPUUsage {
    var delay: UInt64?
    if let end = later.runDelayNanoseconds, let start = earlier.runDelayNanoseconds {
      delay = end.saturatingSubtract(start)
    }
    return CPUUsage(
      userNanoseconds: later.userNanoseconds.saturatingSubtract(earlier.userNanoseconds),
      systemNanoseconds: later.systemNanoseconds.saturatingSubtract(earlier.systemNanoseconds),
      totalNanoseconds: later.totalNanoseconds.saturatingSubtract(earlier.totalNanoseconds),
      runDelayNanoseconds: delay,
      voluntarySwitchesCount: later.voluntarySwitchesCount
        .saturatingSubtract(earlier.voluntarySwitchesCount),
      involuntarySwitchesCount: later.involuntarySwitchesCount
        .saturatingSubtract(earlier.involuntarySwitchesCount))
  }
}

extension CPUUsage {
  /// Takes over what `getrusage` or `wait4` reported.
  init(_ usage: rusage, totalNanoseconds: UInt64? = nil, runDelayNanoseconds: UInt64? = nil) {
    userNanoseconds = usage.ru_utime.nanoseconds
    systemNanoseconds = usage.ru_stime.nanoseconds
    self.totalNanoseconds = totalNanoseconds ?? userNanoseconds + systemNanoseconds
    self.runDelayNanoseconds = runDelayNanoseconds
    voluntarySwitchesCount = UInt64(clamping: usage.ru_nvcsw)
    involuntarySwitchesCount = UInt64(clamping: usage.ru_nivcsw)
  }
}

/// Asks `getrusage`, which refuses nothing but an unknown `who`.
func resourceUsage(_ who: Int32) -> rusage {
  var usage = rusage()
  // Safe: the kernel writes one rusage, which outlives the call.
  let answer = unsafe getrusage(who, &usage)
  precondition(answer == 0)
  return usage
}

extension timeval {
  fileprivate var nanoseconds: UInt64 { UInt64(tv_sec) * 1_000_000_000 + UInt64(tv_usec) * 1000 }
}

extension UInt64 {
  /// Subtracts a reading that the kernel's rounding may have put past this one.
  func saturatingSubtract(_ other: UInt64) -> UInt64 { self > other ? self - other : 0 }
}
