import Foundation
public import Statistics
public import Tables
public import TrialRows

/// A metric that a check watches, with the two limits that decide on it.
public struct CheckGate: Codable, Hashable, Sendable {
  /// How head is compared with base.
  public enum Scale: String, Codable, Sendable, ColumnValue {
    /// Head divided by base.
    case ratio
    /// Head minus base: for rare events, whose ratio has no meaning.
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

  /// The limit is one more wait in a hundred operations. A woken thread runs tens of microseconds
  /// later, so this is where waiting begins to show beside the five microseconds of a message.
  public static let voluntarySwitches = CheckGate(
    metric: .voluntarySwitches, scale: .difference, regressionLimit: 0.01, passLimit: 0.05)

  /// The same limits for waits in the kernel for a lock, where trials can count them.
  public static let futexWaits = CheckGate(
    metric: .futexWaits, scale: .difference, regressionLimit: 0.01, passLimit: 0.05)
}

extension CheckGate {
  /// The purpose of the trials that yield the metric.
  var purpose: TrialPurpose { Metric.named(metric)?.purpose ?? .cost }

  /// The verdict that an interval implies. Without an interval it is inconclusive.
  public func verdict(of interval: MedianInterval?) -> CheckVerdict {
    guard let interval else { return .inconclusive }
    if interval.low > regressionLimit { return .regression }
    return interval.high < passLimit ? .pass : .inconclusive
  }

  /// Whether head is better by at least the regression limit.
  public func isImproved(_ interval: MedianInterval?) -> Bool {
    guard let interval else { return false }
    switch scale {
    case .ratio: return interval.high * regressionLimit < 1
    case .difference: return interval.high < -regressionLimit
    }
  }

  /// The change from base to head on the scale on which changes are ranked. Equal values tie, also
  /// if both are infinite.
  func change(base: Double, head: Double) -> Double {
    switch scale {
    case .ratio: PairedRatio.logRatio(head, base)
    case .difference: head == base ? 0 : head - base
    }
  }

  /// Turns a ranked change back into a ratio or a difference.
  func stated(_ change: Double) -> Double { scale == .ratio ? exp(change) : change }

  /// Turns an interval of ranked changes back into one of ratios or differences.
  func stated(_ interval: MedianInterval) -> MedianInterval {
    scale == .ratio ? interval.exponential : interval
  }

  /// The metric of one trial; infinite if the trial finished nothing, which counts as slowest.
  func value(of sample: TrialRow) -> Double? {
    Metric.named(metric)?.value(of: sample) ?? (sample.workCount == 0 ? Double.infinity : nil)
  }
}

/// The verdict on one comparison.
public enum CheckVerdict: String, Codable, Sendable, CaseIterable, ColumnValue {
  case pass, regression, inconclusive
}
