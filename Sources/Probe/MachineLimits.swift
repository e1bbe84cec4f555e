/// What this process may have of the machine, as far as a server or a load needs it.
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

  /// Reads the kernel's present limits, with the usual value where the kernel does not tell.
  public static func current() -> MachineLimits {
    MachineLimits(
      descriptors: Int(clamping: (try? DescriptorLimit.read())?.maximum ?? 1024),
      descriptorsInUse: (try? DirectoryListing.names(in: "/proc/self/fd"))?.count ?? 16,
      portsPerAddress: PortRange.currentCount,
      availableMemoryBytes: KernelFile.text(ifPresent: "/proc/meminfo")
        .flatMap(availableBytes(in:)))
  }

  /// Finds the available memory in the text of `/proc/meminfo`, which counts in kibibytes.
  private static func availableBytes(in text: String) -> Int? {
    text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }?
      .split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
  }
}
