public import Statistics
public import TrialRows
public import Trials

/// What one trial of the guard or path tier measured, as its process reports it.
public struct GuardReport: Codable, Sendable {
  public var operationsCount = 0
  public var refusedCount = 0
  public var wallNanoseconds = 0
  public var cpuUserNanoseconds = 0
  public var cpuSystemNanoseconds = 0
  public var cpuNanoseconds = 0
  public var runDelayNanoseconds: Int?
  public var voluntarySwitchesCount = 0
  public var involuntarySwitchesCount = 0
  public var fairnessJainRatio: Double?
  public var slowestThreadRatio: Double?
  public var closeToReuseP50Nanoseconds: Int?
  public var closeToReuseP99Nanoseconds: Int?
  public var closeToReuseMaxNanoseconds: Int?
  /// From close to the slot's next session, where sessions were closed.
  public var closeToReuse: LatencyHistogram?
  public var unreclaimedCount: Int?
  public var conflictsCount: Int?
  public var conflictsPredicted: Double?
  public var futexWaitsCount: Int?
  public var allocationsCount: Int?
  public var sessionBytes: Int?
  public var violationsCount = 0
  public var violations: [LifetimeViolation] = []

  public init() {}
}

extension GuardReport {
  /// The distributions beside the sample's percentiles.
  var durations: CellDurations.Durations {
    guard let closeToReuse, closeToReuse.count > 0 else { return [:] }
    return [.closeToReuse: closeToReuse]
  }

  /// Writes what was measured into a sample's columns.
  public func describe(in sample: inout Sample) {
    sample.operationsCount = operationsCount
    sample.refusedCount = refusedCount
    sample.wallNanoseconds = wallNanoseconds
    sample.cpuUserNanoseconds = cpuUserNanoseconds
    sample.cpuSystemNanoseconds = cpuSystemNanoseconds
    sample.cpuNanoseconds = cpuNanoseconds
    sample.runDelayNanoseconds = runDelayNanoseconds
    sample.voluntarySwitchesCount = voluntarySwitchesCount
    sample.involuntarySwitchesCount = involuntarySwitchesCount
    sample.fairnessJainRatio = fairnessJainRatio
    sample.slowestThreadRatio = slowestThreadRatio
    sample.closeToReuseP50Nanoseconds = closeToReuseP50Nanoseconds
    sample.closeToReuseP99Nanoseconds = closeToReuseP99Nanoseconds
    sample.closeToReuseMaxNanoseconds = closeToReuseMaxNanoseconds
    sample.unreclaimedCount = unreclaimedCount
    sample.conflictsCount = conflictsCount
    sample.conflictsPredicted = conflictsPredicted
    sample.futexWaitsCount = futexWaitsCount
    sample.allocationsCount = allocationsCount
    sample.sessionBytes = sessionBytes
    sample.violationsCount = violationsCount
  }
}
