internal import Glibc

/// What the kernel says of a process at this moment.
public struct ProcessActivity: Sendable, Equatable {
  /// Processor time that it has had, in steps of some milliseconds.
  public let cpu: Duration
  /// Whether it waits for something that is no disk.
  public let isAsleep: Bool

  /// Asks of a process; nil once it is gone.
  public init?(ofProcess id: Int32) {
    guard let line = KernelFile.line("/proc/\(id)/stat"), let end = line.lastIndex(of: ")")
    else { return nil }
    // Counted behind the program's name, which may hold anything: state, then 10 fields to utime.
    let fields = line[end...].split(separator: " ").dropFirst().map(String.init)
    guard fields.count > 12, let user = UInt64(fields[11]), let system = UInt64(fields[12])
    else { return nil }
    isAsleep = fields[0] == "S"
    cpu = .nanoseconds(Int64(clamping: (user + system) * ProcStat.tickNanoseconds))
  }
}
