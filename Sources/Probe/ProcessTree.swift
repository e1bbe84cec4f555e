internal import Glibc

/// This process and everything that it has started.
enum ProcessTree {
  /// Processor time that all of it has had: what runs, to the nanosecond, and what was waited for.
  ///
  /// Where the kernel does not list children (`CONFIG_PROC_CHILDREN`), one that still runs is not
  /// counted; it is, from the moment when it has been waited for.
  static var nanoseconds: UInt64 {
    let reaped = CPUUsage(resourceUsage(Int32(RUSAGE_CHILDREN.rawValue))).totalNanoseconds
    var sum = clockNanoseconds(CLOCK_PROCESS_CPUTIME_ID) + reaped
    var unvisited = children(of: getpid())
    while let process = unvisited.popLast() {
      sum += nanoseconds(of: process)
      unvisited += children(of: process)
    }
    return sum
  }

  private static func children(of process: pid_t) -> [pid_t] {
    let threads = (try? DirectoryListing.names(in: "/proc/\(process)/task")) ?? []
    return threads.flatMap { thread in
      KernelFile.numbers("/proc/\(process)/task/\(thread)/children")?.map { pid_t($0) } ?? []
    }
  }

  /// What one other process has had, and its children that it waited for; 0 once it is gone.
  private static func nanoseconds(of process: pid_t) -> UInt64 {
    guard let own = ProcessCPUClock(ofProcess: process)?.nanoseconds else { return 0 }
    return own + reapedNanoseconds(of: process)
  }

  /// Fields 16 and 17 of `/proc/<id>/stat`, counted behind the program's name, which may hold
  /// anything but ends with the line's last parenthesis.
  private static func reapedNanoseconds(of process: pid_t) -> UInt64 {
    guard let line = KernelFile.line("/proc/\(process)/stat"),
      let end = line.lastIndex(of: ")")
    else { return 0 }
    let fields = line[end...].split(separator: " ").dropFirst()
    return fields.dropFirst(13).prefix(2).compactMap { UInt64($0) }
      .reduce(0) { $0 + $1 * ProcStat.tickNanoseconds }
  }
}
