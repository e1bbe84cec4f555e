import Foundation

/// What this process may have of the machine, as far as a load needs it.
public struct MachineLimits: Equatable, Sendable {
  /// Descriptors that the process may open, at most.
  public var descriptors: Int
  /// Descriptors that are open already.
  public var descriptorsInUse: Int
  /// Ports that the kernel gives to outgoing connections, per source address.
  public var portsPerAddress: Int
  /// Memory that is free for the taking; nil where the kernel does not say.
  public var availableMemoryBytes: Int?

  public init(
    descriptors: Int, descriptorsInUse: Int, portsPerAddress: Int, availableMemoryBytes: Int?
  ) {
    self.descriptors = descriptors
    self.descriptorsInUse = descriptorsInUse
    self.portsPerAddress = portsPerAddress
    self.availableMemoryBytes = availableMemoryBytes
  }

  /// Asks the kernel.
  public static func current() -> MachineLimits {
    MachineLimits(
      descriptors: hardDescriptorLimit(),
      descriptorsInUse: openDescriptors(),
      portsPerAddress: localPorts(),
      availableMemoryBytes: availableMemory())
  }

  /// Raises the soft limit of descriptors to what is needed, within the hard one.
  static func raiseDescriptorLimit(to needed: Int) throws(LoadError) {
    var limit = rlimit()
    // Safe: the kernel fills a variable of its own type.
    let isKnown = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
    guard isKnown, limit.rlim_cur < rlim_t(needed) else { return }
    limit.rlim_cur = min(rlim_t(needed), limit.rlim_max)
    guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      throw .kernel("the limit of open descriptors cannot be raised to \(needed)")
    }
  }

  private static func hardDescriptorLimit() -> Int {
    var limit = rlimit()
    // Safe: the kernel fills a variable of its own type.
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      return 1024
    }
    return Int(clamping: limit.rlim_max)
  }

  private static func openDescriptors() -> Int {
    let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
    return names?.count ?? 16
  }

  /// 28,232 where nobody changed the kernel's own range.
  static func localPorts() -> Int {
    let range =
      (try? String(contentsOfFile: "/proc/sys/net/ipv4/ip_local_port_range", encoding: .utf8))
      .map { $0.split(whereSeparator: \.isWhitespace).compactMap { Int($0) } }
    guard let range, range.count == 2 else { return 28_232 }
    return max(range[1] - range[0] + 1, 1)
  }

  private static func availableMemory() -> Int? {
    let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8)
    guard let line = text?.split(separator: "\n").first(where: { $0.hasPrefix("MemAvailable:") }),
      let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return nil }
    return kibibytes * 1024
  }
}
