public import Tables

/// What one trial measured: a line of samples.csv.
///
/// Missing is nil, never 0. The meaning and unit of each field stands in its column.
public struct Sample: Sendable, Equatable {
  // MARK: Which trial it was.
  public var runID: String
  public var block: Int
  public var position: Int
  public var attempt: Int = 0
  public var cell: String
  public var scenario: String
  public var tier: Tier
  public var strategy: String
  public var seed: UInt64?
  public var verification: VerificationStatus?
  public var valid: Bool = true
  public var invalidReason: String?
  public var disturbance: Double?
  public var purpose: TrialPurpose = .cost

  // MARK: What it was asked to do.
  public var sessionsCount: Int?
  public var threadsCount: Int?
  public var connectionsCount: Int?
  public var depthCount: Int?
  public var ratePerSecond: Double?
  public var skew: Double?
  public var payloadBytes: Int?
  public var holdNanoseconds: Int?
  public var thinkNanoseconds: Int?
  public var closeRatio: Double?
  public var staleRatio: Double?
  public var sendersCount: Int?
  public var flush: String?
  public var loop: LoadLoop?
  public var slotsCount: Int?
  public var busyThreadsCount: Int?
  public var coresCount: Int?
  public var isOversubscribed: Bool?

  // MARK: What it cost.
  public var operationsCount: Int?
  public var messagesCount: Int?
  public var refusedCount: Int?
  public var wallNanoseconds: Int?
  public var cpuUserNanoseconds: Int?
  public var cpuSystemNanoseconds: Int?
  public var cpuNanoseconds: Int?
  public var runDelayNanoseconds: Int?
  public var throttledNanoseconds: Int?
  public var stealNanoseconds: Int?
  public var foreignCPUNanoseconds: Int?
  public var voluntarySwitchesCount: Int?
  public var involuntarySwitchesCount: Int?
  public var futexWaitsCount: Int?
  public var loadCPUNanoseconds: Int?
  public var allocationsCount: Int?
  public var allocatedBytes: Int?
  public var sessionBytes: Int?

  // MARK: How long things took, and who waited.
  public var latencyP50Nanoseconds: Int?
  public var latencyP90Nanoseconds: Int?
  public var latencyP99Nanoseconds: Int?
  public var latencyP999Nanoseconds: Int?
  public var latencyMaxNanoseconds: Int?
  public var latenessP99Nanoseconds: Int?
  public var pushLatencyP50Nanoseconds: Int?
  public var pushLatencyP99Nanoseconds: Int?
  public var pushLatencyMaxNanoseconds: Int?
  public var pushesMissedCount: Int?
  public var unfinishedCount: Int?
  public var generatorKeptUp: Bool?
  public var fairnessJainRatio: Double?
  public var slowestThreadRatio: Double?
  public var closeToReuseP50Nanoseconds: Int?
  public var closeToReuseP99Nanoseconds: Int?
  public var closeToReuseMaxNanoseconds: Int?
  public var disconnectToReuseP50Nanoseconds: Int?
  public var disconnectToReuseP99Nanoseconds: Int?
  public var unreclaimedCount: Int?

  // MARK: Whether it was right.
  public var conflictsCount: Int?
  public var conflictsPredicted: Double?
  public var sentCount: Int?
  public var deliveredCount: Int?
  public var lostCount: Int?
  public var malformedCount: Int?
  public var violationsCount: Int?

  public init(
    runID: String, block: Int, position: Int, cell: String, scenario: String, tier: Tier,
    strategy: String
  ) {
    self.runID = runID
    self.block = block
    self.position = position
    self.cell = cell
    self.scenario = scenario
    self.tier = tier
    self.strategy = strategy
  }
}

extension Sample {
  /// Whether the trial's process died, so that the row says nothing but that and its last words.
  public var isDead: Bool { !valid && operationsCount == nil && violationsCount == nil }
}

/// How much of a server a trial runs, and so how much of a difference it can see.
public enum Tier: String, Sendable, CaseIterable, ColumnValue {
  case `guard`, path, server
}

/// What a trial is run for; only `cost` enters the comparison of strategies.
public enum TrialPurpose: String, Codable, Sendable, CaseIterable, ColumnValue {
  case cost, conflicts, futexes, oracle
}

/// When the load sends its next message.
public enum LoadLoop: String, Sendable, CaseIterable, ColumnValue {
  case closed, open
}
