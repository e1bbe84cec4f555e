extension LoadPlan {
  /// Descriptors per thread beside its connections: poller, wake-up, alarm, one to spare.
  static let descriptorsPerThread = 4
  /// Descriptors for the control connection and what the runtime opens for a moment.
  static let descriptorsBeside = 16
  /// Kernel memory of one connection's two ends on this machine: 9.7 kB measured for each.
  static let kernelBytesPerConnection = 19_400
  /// Source addresses that a load over loopback takes, at most: 127.0.0.1 up to 127.0.0.254.
  static let loopbackAddresses = 254
  /// The share of a source address's ports that is used; the rest may be waiting out old ones.
  static let usablePortShare = 0.9

  /// Refuses a plan that this machine cannot hold, saying which limit it meets and what would fit.
  public func fit(_ limits: MachineLimits) throws(LoadError) {
    let beside =
      limits.descriptorsInUse + threads * Self.descriptorsPerThread + Self.descriptorsBeside
    try fit(
      within: limits.descriptors - beside, "descriptors",
      "this process may open \(limits.descriptors) and needs \(beside) for itself",
      or: "use more processes, or raise the hard limit (ulimit -Hn)")
    try fit(
      within: Int(Double(limits.portsPerAddress) * Self.usablePortShare) * sourceAddressCount,
      "ports",
      "\(limits.portsPerAddress) per source address, \(sourceAddressCount) addresses",
      or: "widen net.ipv4.ip_local_port_range")
    if let bytes = limits.availableMemoryBytes {
      try fit(
        within: bytes / Self.kernelBytesPerConnection, "memory",
        "\(bytes / 1_000_000) MB are available, a connection's two ends take 19.4 kB",
        or: "use a machine with more")
    }
  }

  /// Descriptors that the process must be allowed to open for this plan.
  func descriptorsNeeded(_ limits: MachineLimits) -> Int {
    connections + limits.descriptorsInUse + threads * Self.descriptorsPerThread
      + Self.descriptorsBeside
  }

  /// Reports whether the server is on this machine's loopback, where addresses are plenty.
  var isLoopback: Bool { host == "localhost" || host.hasPrefix("127.") }

  var sourceAddressCount: Int { isLoopback ? Self.loopbackAddresses : 1 }

  private func fit(
    within available: Int, _ resource: String, _ limit: String, or remedy: String
  ) throws(LoadError) {
    guard connections > available else { return }
    let fitting =
      available >= threads ? "\(available) connections would fit" : "not even one would fit"
    throw .doesNotFit(
      "\(connections) connections do not fit: \(resource): \(limit); \(fitting), or \(remedy)")
  }
}
