internal import CSystem
internal import Glibc

/// The computer and the system on it, as far as they bear on a measurement; without its name.
public struct Machine: Sendable, Equatable, Codable {
  /// The processor's architecture, in the kernel's word: `x86_64`, `aarch64`.
  public var architecture: String
  /// The processor's model, in its own words.
  public var processorModel: String?
  /// Online processors, hardware threads counted singly.
  public var processorsCount: Int
  /// Those of them that this process may run on.
  public var allowedProcessors: ProcessorSet
  /// How many of those its control groups grant it the time of; all that are allowed where no group
  /// has a quota.
  public var grantedProcessors: Double
  /// Whether a hypervisor stands between the kernel and the machine.
  public var isVirtual: Bool
  /// Memory that the kernel has.
  public var memoryBytes: UInt64
  /// The kernel's release.
  public var kernel: String
  /// The distribution, in its own words.
  public var distribution: String?
  /// The C library's version.
  public var glibc: String
  /// What `CLOCK_MONOTONIC` is read from; only `tsc` and its like are cheap.
  public var clockSource: String?
  /// How the processor's frequency is chosen; `nil` where the system has no say in it.
  public var governor: String?
  /// Whether large pages are used unasked: `always`, `madvise` or `never`.
  public var transparentHugePages: String?
  /// What moves numbers over sockets.
  public var network: NetworkSettings

  package init(
    architecture: String, processorModel: String? = nil, processorsCount: Int,
    allowedProcessors: ProcessorSet, grantedProcessors: Double, isVirtual: Bool,
    memoryBytes: UInt64, kernel: String, distribution: String? = nil, glibc: String,
    clockSource: String? = nil, governor: String? = nil, transparentHugePages: String? = nil,
    network: NetworkSettings
  ) {
    self.architecture = architecture
    self.processorModel = processorModel
    self.processorsCount = processorsCount
    self.allowedProcessors = allowedProcessors
    self.grantedProcessors = grantedProcessors
    self.isVirtual = isVirtual
    self.memoryBytes = memoryBytes
    self.kernel = kernel
    self.distribution = distribution
    self.glibc = glibc
    self.clockSource = clockSource
    self.governor = governor
    self.transparentHugePages = transparentHugePages
    self.network = network
  }

  /// Describes the machine that this process runs on.
  public static func current() throws(SystemError) -> Machine {
    let allowed = try ProcessorSet.allowed()
    let processors = ProcessorDescription(KernelFile.text(ifPresent: "/proc/cpuinfo") ?? "")
    let cpu = "/sys/devices/system/cpu/cpu0/cpufreq"
    let clock = "/sys/devices/system/clocksource/clocksource0"
    let pages = KernelFile.line("/sys/kernel/mm/transparent_hugepage/enabled")
    return Machine(
      architecture: Uname.architecture,
      processorModel: processors.model,
      processorsCount: onlineCount,
      allowedProcessors: allowed,
      grantedProcessors: ProcessorSet.granted(of: allowed.count, ProcessorQuota.current()),
      isVirtual: processors.flags.contains("hypervisor"),
      memoryBytes: UInt64(sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))),
      kernel: Uname.release,
      distribution: KernelFile.text(ifPresent: "/etc/os-release").flatMap(distribution(in:)),
      glibc: unsafe String(cString: glibc_version()),
      clockSource: KernelFile.line("\(clock)/current_clocksource"),
      governor: KernelFile.line("\(cpu)/scaling_governor"),
      transparentHugePages: pages.flatMap(chosen(in:)),
      network: .current())
  }

  /// The processors that are online, whatever this process may use of them.
  private static var onlineCount: Int {
    KernelFile.line("/sys/devices/system/cpu/online").flatMap(ProcessorSet.count(in:))
      ?? sysconf(Int32(_SC_NPROCESSORS_ONLN))
  }

  /// Finds the word in brackets, which is how the kernel marks the setting that holds.
  static func chosen(in line: String) -> String? {
    guard let start = line.firstIndex(of: "["), let end = line.firstIndex(of: "]"), start < end
    else { return nil }
    return String(line[line.index(after: start)..<end])
  }

  /// Finds the distribution's name in the text of `/etc/os-release`.
  static func distribution(in text: String) -> String? {
    let key = "PRETTY_NAME="
    return text.split(separator: "\n").first { $0.hasPrefix(key) }
      .map { String($0.dropFirst(key.count).filter { $0 != "\"" }) }
  }
}
