/// A moment of the processors that this thread may run on, of use when compared with a later one.
public struct MachineActivity: Sendable {
  let nanoseconds: UInt64
  let ownNanoseconds: UInt64
  let stat: ProcStat
  /// Nil where nothing limits the time of this process.
  var throttledNanoseconds: UInt64?

  /// Takes the moment.
  public static func now() throws(SystemError) -> MachineActivity {
    MachineActivity(
      nanoseconds: MonotonicClock.nanoseconds, ownNanoseconds: ProcessTree.nanoseconds,
      stat: try ProcStat.read(),
      throttledNanoseconds: ProcessorQuota.current()?.throttledNanoseconds)
  }

  /// What happened on those processors since an earlier moment.
  public func since(_ earlier: MachineActivity) -> ActivityWindow {
    let wall = nanoseconds.saturatingSubtract(earlier.nanoseconds)
    let idle = stat.idleNanoseconds.saturatingSubtract(earlier.stat.idleNanoseconds)
    let steal = stat.stealNanoseconds.saturatingSubtract(earlier.stat.stealNanoseconds)
    let own = ownNanoseconds.saturatingSubtract(earlier.ownNanoseconds)
    let busy = (wall * UInt64(stat.processorsCount)).saturatingSubtract(idle + steal)
    var throttled: UInt64?
    if let end = throttledNanoseconds, let start = earlier.throttledNanoseconds {
      throttled = end.saturatingSubtract(start)
    }
    let steps = UInt64(stat.isOfAll ? 1 : stat.processorsCount)
    return ActivityWindow(
      processorsCount: stat.processorsCount, wallNanoseconds: wall, stealNanoseconds: steal,
      ownNanoseconds: own,
      foreignNanoseconds: busy.saturatingSubtract(own),
      throttledNanoseconds: throttled,
      resolutionNanoseconds: 2 * steps * ProcStat.tickNanoseconds)
  }
}

/// How the processors that this process may run on were used during some stretch of time.
public struct ActivityWindow: Sendable, Equatable {
  /// How many processors these are.
  public let processorsCount: Int
  /// How long it was.
  public let wallNanoseconds: UInt64
  /// Time that the hypervisor gave to other machines, these processors together.
  public let stealNanoseconds: UInt64
  /// Time of this process and of everything it started.
  public let ownNanoseconds: UInt64
  /// Time of all other processes on these processors, the kernel's own work included.
  ///
  /// Taken from the processors' idle time, which the kernel measures; the busy time it only samples
  /// at each timer tick.
  public let foreignNanoseconds: UInt64
  /// How long a quota kept threads of our control groups from running; nil where there is none.
  public let throttledNanoseconds: UInt64?
  /// Steal and foreign time are no finer than this: `/proc/stat` counts in hundredths of a second.
  public let resolutionNanoseconds: UInt64
}
