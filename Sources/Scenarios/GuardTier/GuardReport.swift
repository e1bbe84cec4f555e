public import Statistics
public import Tables
public import TrialRows
public import Trials

/// What one trial of the guard or path tier measured, as its process reports it: one object, in
/// which each quantity stands by the name of its property.
public struct GuardReport: Codable, Sendable {
  public var measured = Measurements()
  /// From close to the slot's next session, where sessions were closed.
  public var closeToReuse: LatencyHistogram?
  /// How long batches of sends took, where a thread stops inside leases.
  public var pause: LatencyHistogram?
  public var violations: [LifetimeViolation] = []

  public init() {}

  private enum CodingKeys: String, CodingKey {
    case operationsCount, violationsCount, closeToReuse, pause, violations
  }

  /// Reads a report; the counts of operations and of violations must be there.
  public init(from decoder: any Decoder) throws {
    measured = try Measurements(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    measured.operationsCount = try container.decode(Int.self, forKey: .operationsCount)
    measured.violationsCount = try container.decode(Int.self, forKey: .violationsCount)
    closeToReuse = try container.decodeIfPresent(LatencyHistogram.self, forKey: .closeToReuse)
    pause = try container.decodeIfPresent(LatencyHistogram.self, forKey: .pause)
    violations = try container.decode([LifetimeViolation].self, forKey: .violations)
  }

  public func encode(to encoder: any Encoder) throws {
    try measured.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(closeToReuse, forKey: .closeToReuse)
    try container.encodeIfPresent(pause, forKey: .pause)
    try container.encode(violations, forKey: .violations)
  }
}

extension GuardReport {
  /// The distributions beside the sample's percentiles.
  var durations: CellDurations.Durations {
    let all: [DurationKind: LatencyHistogram?] = [.closeToReuse: closeToReuse, .pause: pause]
    return all.compactMapValues { $0 }.filter { $0.value.count > 0 }
  }
}
