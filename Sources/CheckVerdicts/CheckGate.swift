import Foundation
public import Statistics
public import Tables
public import TrialRows

/// One metric that a check watches, and the two limits that decide on it.
public struct CheckGate: Codable, Hashable, Sendable {
  /// How head is set against base.
  public enum Scale: String, Codable, Sendable, ColumnValue {
    /// Head divided by base.
    case ratio
    /// Head less base: for events that mostly do not happen, where a ratio says nothing.
    case difference
  }

  /// The name of a metric of summary.csv; less of it is better.
  public let metric: String
  public let scale: Scale
  /// An interval that lies above this as a whole is a regression.
  public let regressionLimit: Double
  /// An interval that lies below this as a whole passes.
  public let passLimit: Double

  public init(metric: Metric, scale: Scale, regressionLimit: Double, passLimit: Double) {
    precondition(regressionLimit < passLimit, "what passes may not be flagged everywhere")
    self.metric = metric.name
    self.scale = scale
    self.regressionLimit = regressionLimit
    self.passLimit = passLimit
  }

  public static let all = [cpu, wall, voluntarySwitches, futexWaits]

  public static let cpu = CheckGate(
    metric: .cpuPerOperation, scale: .ratio, regressionLimit: 1.01, passLimit: 1.05)

  public static let wall = CheckGate(
    metric: .wallPerOperation, scale: .ratio, regressionLimit: 1.01, passLimit: 1.05)

  /// One wait more in a hundred operations: as a woken thread runs tens of microseconds later, that
  /// is where waiting begins to show beside a message's five microseconds.
  public static let voluntarySwitches = CheckGate(
    metric: .voluntarySwitches, scale: .difference, regressionLimit: 0.01, passLimit: 0.05)

  /// The same for waits in the kernel for a lock, where a counting trial can see them.
  public static let futexWaits = CheckGate(
    metric: .futexWaits, scale: .difference, regressionLimit: 0.01, passLimit: 0.05)
}

extension CheckGate {
  /// Which trials yield the metric.
  var purpose: TrialPurpose { Metric.named(metric)?.purpose ?? .cost }

  /// Decides by the interval, and only by it; no interval decides nothing.
  public func verdict(of interval: MedianInterval?) -> CheckVerdict {
    guard let interval else { return .inconclusive }
    if interval.low > regressionLimit { return .regression }
    return interval.high < passLimit ? .pass : .inconclusive
  }

  /// Whether head is better by as much as would be a regression the other way round.
  public func isImproved(_ interval: MedianInterval?) -> Bool {
    guard let interval else { return false }
    switch scale {
    case .ratio: return interval.high * regressionLimit < 1
    case .difference: return interval.high < -regressionLimit
    }
  }

  /// Sets a pair's values against each other, on the scale on which changes are ranked.
  ///
  /// Two that are equal, both never finished among them, are tied.
  func change(base: Double, head: Double) -> Double {
    switch scale {
    case .ratio: PairedRatio.logRatio(head, base)
    case .difference: head == base ? 0 : head - base
    }
  }

  /// A median of changes, as a ratio or a difference again.
  func stated(_ change: Double) -> Double { scale == .ratio ? exp(change) : change }

  /// An interval of changes, as one of ratios or differences again.
  func stated(_ interval: MedianInterval) -> MedianInterval {
    scale == .ratio ? interval.exponential : interval
  }

  /// What one trial says of the metric; infinite if it finished nothing, which counts as slowest.
  func value(of sample: TrialRow) -> Double? {
    Metric.named(metric)?.value(of: sample) ?? (sample.workCount == 0 ? Double.infinity : nil)
  }
}

/// What the interval of one comparison says.
public enum CheckVerdict: String, Codable, Sendable, CaseIterable, ColumnValue {
  case pass, regression, inconclusive
}
