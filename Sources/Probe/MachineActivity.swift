/// A moment of the whole machine, of use when compared with a later one.
public struct MachineActivity: Sendable {
  let nanoseconds: UInt64
  let ownNanoseconds: UInt64
  let stat: ProcStat

  /// Takes the moment.
  public static func now() throws(SystemError) -> MachineActivity {
    MachineActivity(
      nanoseconds: MonotonicClock.nanoseconds, ownNanoseconds: ProcessTree.nanoseconds,
      stat: try ProcStat.read())
  }

  /// What happened on the machine since an earlier moment.
  public func since(_ earlier: MachineActivity) -> ActivityWindow {
    let wall = nanoseconds.saturatingSubtract(earlier.nanoseconds)
    let idle = stat.idleNanoseconds.saturatingSubtract(earlier.stat.idleNanoseconds)
    let steal = stat.stealNanoseconds.saturatingSubtract(earlier.stat.stealNanoseconds)
    let own = ownNanoseconds.saturatingSubtract(earlier.ownNanoseconds)
    let busy = (wall * UInt64(stat.processorsCount)).saturatingSubtract(idle + steal)
    return ActivityWindow(
      wallNanoseconds: wall, stealNanoseconds: steal, ownNanoseconds: own,
      foreignNanoseconds: busy.saturatingSubtract(own),
      resolutionNanoseconds: 2 * ProcStat.tickNanoseconds)
  }
}

/// Who had the machine's processors during some stretch of time.
public struct ActivityWindow: Sendable, Equatable {
  /// How long it was.
  public let wallNanoseconds: UInt64
  /// Time that the hypervisor gave to other machines, all processors together.
  public let stealNanoseconds: UInt64
  /// Time of this process and of everything it started.
  public let ownNanoseconds: UInt64
  /// Time of everybody else, the kernel's own work included.
  ///
  /// Taken from the processors' idle time, which the kernel measures; the busy time it only samples
  /// at each timer tick.
  public let foreignNanoseconds: UInt64
  /// Steal and foreign time are no finer than this: `/proc/stat` counts in hundredths of a second.
  public let resolutionNanoseconds: UInt64
}
