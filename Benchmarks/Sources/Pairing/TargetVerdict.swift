public import Statistics

/// Where an interval lies against the least ratio asked for.
public enum TargetVerdict: String, Codable, Sendable {
  /// The whole interval is at the target or above.
  case meets = "meets"
  /// The whole interval is below the target.
  case misses = "misses"
  /// The target lies inside the interval: neither is shown.
  case spans = "spans the target"
  /// Too few pairs for an interval.
  case unknown = "too few pairs"

  public init(_ interval: MedianInterval?, target: Double) {
    guard let interval else {
      self = .unknown
      return
    }
    self = interval.low >= target ? .meets : interval.high < target ? .misses : .spans
  }
}
