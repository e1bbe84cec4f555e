internal import Glibc

/// What `/proc/stat` says that processors together have done since the machine started.
struct ProcStat: Equatable {
  /// How many processors are counted.
  var processorsCount: Int
  /// Whether these are all that are online, which the kernel sums more finely.
  var isOfAll: Bool
  /// Nothing to run, or only waiting for a disk.
  var idleNanoseconds: UInt64
  /// Something to run, but the hypervisor ran another machine.
  var stealNanoseconds: UInt64

  /// The unit of every number in the file, for all architectures: the kernel's USER_HZ is 100.
  static let tickNanoseconds: UInt64 = 10_000_000

  /// Reads what the processors have done that this thread may run on.
  static func read() throws(SystemError) -> ProcStat {
    let path = "/proc/stat"
    guard let stat = ProcStat(try KernelFile.text(path), of: try .allowed()) else {
      throw SystemError("understand \(path)", code: ENODATA)
    }
    return stat
  }

  /// Reads the file's text; `nil` if it is not in the form of Linux 2.6.11 and later.
  ///
  /// Where the file names none of the processors, as in a container that numbers its own, all of
  /// its lines count.
  init?(_ text: String, of processors: ProcessorSet) {
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("cpu") }
    guard lines.count >= 2 else { return nil }
    let names = Set(processors.numbers.map { "cpu\($0)" })
    let named = lines.dropFirst().filter { line in names.contains { line.hasPrefix($0 + " ") } }
    isOfAll = named.isEmpty || named.count == lines.count - 1
    processorsCount = isOfAll ? lines.count - 1 : named.count
    (idleNanoseconds, stealNanoseconds) = (0, 0)
    for line in isOfAll ? lines[..<1] : named[...] {
      let ticks = line.split(separator: " ").dropFirst().compactMap { UInt64($0) }
      guard ticks.count >= 8 else { return nil }
      idleNanoseconds += (ticks[3] + ticks[4]) * Self.tickNanoseconds
      stealNanoseconds += ticks[7] * Self.tickNanoseconds
    }
  }
}
