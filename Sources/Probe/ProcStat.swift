internal import Glibc

/// What `/proc/stat` says that all processors together have done since the machine started.
struct ProcStat: Equatable {
  /// Online processors.
  var processorsCount: Int
  /// Nothing to run, or only waiting for a disk.
  var idleNanoseconds: UInt64
  /// Something to run, but the hypervisor ran someone else.
  var stealNanoseconds: UInt64

  /// The unit of every number in the file, for all architectures: the kernel's USER_HZ is 100.
  static let tickNanoseconds: UInt64 = 10_000_000

  static func read() throws(SystemError) -> ProcStat {
    let path = "/proc/stat"
    guard let stat = ProcStat(try KernelFile.text(path)) else {
      throw SystemError("understand \(path)", code: ENODATA)
    }
    return stat
  }

  /// Reads the file's text; `nil` if it is not in the form of Linux 2.6.11 and later.
  init?(_ text: String) {
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("cpu") }
    let ticks = lines.first?.split(separator: " ").dropFirst().compactMap { UInt64($0) } ?? []
    guard ticks.count >= 8, lines.count >= 2 else { return nil }
    processorsCount = lines.count - 1
    idleNanoseconds = (ticks[3] + ticks[4]) * Self.tickNanoseconds
    stealNanoseconds = ticks[7] * Self.tickNanoseconds
  }
}
