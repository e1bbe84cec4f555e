public import Tables

/// One number that a trial yields, as summaries name and compare it.
public struct Metric: Sendable {
  public let name: String
  public let unit: ColumnUnit
  /// Which trials yield it.
  package let purpose: TrialPurpose
  let value: @Sendable (Sample) -> Double?

  package init(
    _ name: String, _ unit: ColumnUnit, from purpose: TrialPurpose = .cost,
    _ value: @escaping @Sendable (Sample) -> Double?
  ) {
    self.name = name
    self.unit = unit
    self.purpose = purpose
    self.value = value
  }

  /// The metric of that name, if there is one.
  public static func named(_ name: String) -> Metric? { all.first { $0.name == name } }

  /// What a trial says of this metric; nil where it has not measured it.
  public func value(of sample: Sample) -> Double? { value(sample) }

  /// CPU per operation: the primary metric of every cell.
  public static let cpuPerOperation = Metric("cpu_per_op_ns", .nanosecondsPerOperation) {
    $0.perOperation($0.cpu)
  }

  /// Wall time per operation: a second primary where threads meet, as a waiting thread costs wall
  /// time and a spinning one CPU.
  public static let wallPerOperation = Metric("wall_per_op_ns", .nanosecondsPerOperation) {
    $0.perOperation($0.wallNanoseconds)
  }

  /// Of the operations, those that waited in the kernel; counted in a trial of its own.
  public static let futexWaits = Metric("futex_waits_ratio", .ratio, from: .futexes) {
    $0.share($0.futexWaitsCount.map(Double.init))
  }

  /// The share of acquires that met somebody, counted.
  public static let conflicts = Metric("conflicts_ratio", .ratio, from: .conflicts) {
    $0.share($0.conflictsCount.map(Double.init))
  }

  /// The same share, predicted.
  public static let conflictsPredicted = Metric(
    "conflicts_predicted_ratio", .ratio, from: .conflicts
  ) {
    $0.share($0.conflictsPredicted)
  }

  /// Context switches per operation because a thread waited.
  public static let voluntarySwitches = Metric("voluntary_switches_ratio", .ratio) {
    $0.share($0.voluntarySwitchesCount.map(Double.init))
  }

  /// Heap allocations per operation.
  public static let allocations = Metric("allocations_ratio", .ratio) {
    $0.share($0.allocationsCount.map(Double.init))
  }

  /// Every metric, in the order in which a summary lists them.
  public static let all: [Metric] =
    [cpuPerOperation, wallPerOperation] + latencies + turns + memory + counted

  /// They stand beside the primary metrics and have no verdict. Half of the time from a push's due
  /// time to its end is the sleep of a thread that has nothing to do for the moment, which is the
  /// same for every strategy: that they are "equivalent" would say no more than wall time does.
  private static let latencies = [
    Metric("latency_p50_ns", .nanoseconds) { $0.latencyP50Nanoseconds.map(Double.init) },
    Metric("latency_p90_ns", .nanoseconds) { $0.latencyP90Nanoseconds.map(Double.init) },
    Metric("latency_p99_ns", .nanoseconds) { $0.latencyP99Nanoseconds.map(Double.init) },
    Metric("latency_p999_ns", .nanoseconds) { $0.latencyP999Nanoseconds.map(Double.init) },
    Metric("push_latency_p50_ns", .nanoseconds) { $0.pushLatencyP50Nanoseconds.map(Double.init) },
    Metric("push_latency_p99_ns", .nanoseconds) { $0.pushLatencyP99Nanoseconds.map(Double.init) },
    Metric("close_to_reuse_p50_ns", .nanoseconds) {
      $0.closeToReuseP50Nanoseconds.map(Double.init)
    },
    Metric("close_to_reuse_p99_ns", .nanoseconds) {
      $0.closeToReuseP99Nanoseconds.map(Double.init)
    },
    Metric("disconnect_to_reuse_p50_ns", .nanoseconds) {
      $0.disconnectToReuseP50Nanoseconds.map(Double.init)
    },
    Metric("disconnect_to_reuse_p99_ns", .nanoseconds) {
      $0.disconnectToReuseP99Nanoseconds.map(Double.init)
    },
  ]

  private static let turns = [
    Metric("fairness_jain_ratio", .ratio) { $0.fairnessJainRatio },
    Metric("slowest_thread_ratio", .ratio) { $0.slowestThreadRatio },
    Metric("run_delay_per_op_ns", .nanosecondsPerOperation) {
      $0.perOperation($0.runDelayNanoseconds)
    },
    voluntarySwitches,
    Metric("pushes_missed_ratio", .ratio) { $0.share($0.pushesMissedCount.map(Double.init)) },
    Metric("refused_ratio", .ratio) { $0.share($0.refusedCount.map(Double.init)) },
    // A send to a session that has ended but still admits them is work that reaches nobody.
    Metric("lost_ratio", .ratio) { $0.lostShare },
  ]

  private static let memory = [
    allocations,
    Metric("session_bytes", .bytes) { $0.sessionBytes.map(Double.init) },
  ]

  private static let counted = [
    conflicts, conflictsPredicted, futexWaits,
  ]
}

extension Sample {
  /// What one operation is: a message where there is a server, else an operation of the trial's
  /// loop.
  public var workCount: Int? {
    tier == .server ? messagesCount ?? operationsCount : operationsCount
  }

  /// CPU in all; the sum of its parts where the trial has no finer clock.
  var cpu: Int? {
    if let cpuNanoseconds { return cpuNanoseconds }
    guard let cpuUserNanoseconds, let cpuSystemNanoseconds else { return nil }
    return cpuUserNanoseconds + cpuSystemNanoseconds
  }

  /// Why a trial that was not disturbed is none all the same; nil if it is one.
  ///
  /// A trial that finished no operation has no cost per operation. Were it infinite, two such
  /// trials would tie, and a strategy that does nothing would pass for one that costs the same.
  public var emptiness: String? { workCount == 0 ? "no operation was finished" : nil }

  /// Whether a trial enters comparisons.
  public var counts: Bool { valid && emptiness == nil }

  /// A cost per operation; missing if there was no operation.
  func perOperation(_ cost: Int?) -> Double? { share(cost.map(Double.init)) }

  /// Of the messages that a server took, those that reached nobody; over the whole trial.
  var lostShare: Double? {
    guard let lostCount, let sentCount, sentCount > 0 else { return nil }
    return Double(lostCount) / Double(sentCount)
  }

  /// A number of events per operation; missing if there was no operation.
  func share(_ events: Double?) -> Double? {
    guard let events, let workCount, workCount > 0 else { return nil }
    return events / Double(workCount)
  }
}
