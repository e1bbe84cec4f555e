public import Statistics

/// The report of a load. Counts of the measurement and of the whole run stand apart.
public struct LoadReport: Codable, Sendable {
  public var plan: LoadPlan
  public var loop: LoadPlan.Loop
  /// Whether the run was stopped before its time.
  public var interrupted: Bool
  /// What ended the run early, other than a stop that was asked for; nil if nothing did.
  public var failure: String?
  /// Connections that were welcomed when the warm-up began.
  public var connectedCount: Int

  /// How long the measurement lasted.
  public var wallNanoseconds: UInt64
  /// Processor time of the generator's threads in it.
  public var loadProcessorNanoseconds: UInt64
  /// Replies in it, each right to the last byte; whenever their messages were sent.
  public var messagesCount: UInt64
  public var messagesPerSecond: Double
  public var sentCount: UInt64
  /// Messages that came due in it; in an open loop only.
  public var dueCount: UInt64?
  /// Those of them that the generator never came to send, as it was too slow.
  public var missedCount: UInt64?
  /// The share of those due that was answered in it, replies to earlier ones among them; at most 1.
  public var rateShare: Double?
  /// Pushes in it.
  public var pushesCount: UInt64
  public var pushesPerSecond: Double

  /// From the due time in an open loop, from sending in a closed one; of messages due in the
  /// measurement. One that the server never answered, also where it ended the session, is counted
  /// as unfinished; one that the client itself abandoned does not count.
  public var latency: LatencySummary
  public var latencyHistogram: LatencyHistogram
  /// From sending; in an open loop only.
  public var serviceLatency: LatencySummary?
  public var serviceLatencyHistogram: LatencyHistogram?
  /// How late the generator itself was; in an open loop only.
  public var lateness: LatencySummary?
  /// Whether 99 of 100 messages were no later than the plan allows; in an open loop only.
  public var generatorKeptUp: Bool?
  /// Jain's index over the messages of the connections; nil if there were none.
  public var fairnessJainRatio: Double?

  /// Whether all that was to come after the measurement came in time.
  public var hasDrained: Bool?
  /// Of the whole run.
  public var totals: Counters
  public var marks: [MarkTimes]
  public var violationsCount: UInt64
  /// The first ones.
  public var violations: [Violation]

  enum CodingKeys: String, CodingKey {
    case plan, loop, interrupted, failure
    case connectedCount = "connected_count"
    case wallNanoseconds = "wall_ns"
    case loadProcessorNanoseconds = "load_cpu_ns"
    case messagesCount = "messages_count"
    case messagesPerSecond = "messages_per_s"
    case sentCount = "sent_count"
    case dueCount = "due_count"
    case missedCount = "missed_count"
    case rateShare = "rate_share"
    case pushesCount = "pushes_count"
    case pushesPerSecond = "pushes_per_s"
    case latency
    case latencyHistogram = "latency_histogram"
    case serviceLatency = "service_latency"
    case serviceLatencyHistogram = "service_latency_histogram"
    case lateness
    case generatorKeptUp = "generator_kept_up"
    case fairnessJainRatio = "fairness_jain_ratio"
    case hasDrained = "drained"
    case totals, marks
    case violationsCount = "violations_count"
    case violations
  }
}

/// When a mark was asked for and when its snapshot was taken, on the load side's monotonic clock.
public struct MarkTimes: Codable, Equatable, Sendable {
  public var number: UInt64
  public var sentNanoseconds: UInt64
  public var acknowledgedNanoseconds: UInt64

  enum CodingKeys: String, CodingKey {
    case number
    case sentNanoseconds = "sent_ns"
    case acknowledgedNanoseconds = "acknowledged_ns"
  }
}
