public import Probe

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

  /// Messages per second that one thread is asked for, at most: more than a core can send.
  static let messagesPerThread = 10_000_000.0
  /// Events per second, at most: every thread walks through all of them.
  static let eventsPerSecond = 1_000_000.0
  /// How long the kernel keeps the port of a connection that this side has ended (TIME_WAIT).
  static let portSeconds = 60.0

  /// Refuses a plan that this machine cannot hold, saying which limit it meets and what would fit.
  public func fit(_ limits: MachineLimits) throws(LoadError) {
    try fitRates()
    let beside =
      limits.descriptorsInUse + threads * Self.descriptorsPerThread + Self.descriptorsBeside
    try fit(
      within: limits.descriptors - beside, "descriptors",
      "this process may open \(limits.descriptors) and needs \(beside) for itself",
      or: "use more processes, or raise the hard limit (ulimit -Hn)")
    try fit(
      within: usablePorts(limits), "ports",
      "\(limits.portsPerAddress) per source address, \(sourceAddressCount) addresses",
      or: "widen net.ipv4.ip_local_port_range")
    try fitChurn(limits)
    if let bytes = limits.availableMemoryBytes {
      let each = Self.kernelBytesPerConnection + recordBytes
      try fit(
        within: bytes / each, "memory",
        "\(bytes / 1_000_000) MB are available, a connection's two ends and its records take"
          + " \(each) bytes",
        or: "use a machine with more")
    }
  }

  /// What the load itself keeps of a connection: its senders, and its messages under way.
  private var recordBytes: Int {
    let messages = loop == .open ? inFlightLimit : max(depth, 1)
    return sendersLimit.roundedUpToPowerOfTwo * MemoryLayout<PushLedger.Entry>.stride
      + messages.roundedUpToPowerOfTwo * MemoryLayout<Run>.stride
  }

  private func fitRates() throws(LoadError) {
    let mostMessages = Self.messagesPerThread * Double(threads)
    if let rate = ratePerSecond, rate > mostMessages {
      throw .doesNotFit(
        "\(rate) messages per second do not fit: a thread of the load sends at most"
          + " \(Int(Self.messagesPerThread)); --rate \(Int(mostMessages)) would fit, or more"
          + " --threads")
    }
    let events = commands.reduce(churnPerSecond) { $0 + $1.ratePerSecond }
    if events > Self.eventsPerSecond {
      throw .doesNotFit(
        "\(events) commands and ends of connections per second do not fit: a load does at most"
          + " \(Int(Self.eventsPerSecond)); lower --churn or the rates of commands to that")
    }
  }

  /// Counts the ports of connections that have ended beside those of the connections that are open.
  private func fitChurn(_ limits: MachineLimits) throws(LoadError) {
    let seconds = min(warmUpSeconds + durationSeconds + drainSeconds, Self.portSeconds)
    // A connection that is reset leaves its port at once.
    let each = (1 - resetShare) * seconds
    let ports = usablePorts(limits)
    guard Double(connections) + churnPerSecond * each > Double(ports) else { return }
    throw .doesNotFit(
      "\(churnPerSecond) ends of connections per second do not fit: ports:"
        + " \(limits.portsPerAddress) per source address, \(sourceAddressCount) addresses, and an"
        + " ended connection keeps its own for \(Int(Self.portSeconds)) s; --churn"
        + " \(Int(Double(ports - connections) / each)) would fit, or a shorter run, or widen"
        + " net.ipv4.ip_local_port_range")
  }

  private func usablePorts(_ limits: MachineLimits) -> Int {
    Int(Double(limits.portsPerAddress) * Self.usablePortShare) * sourceAddressCount
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
