/// The unit of a column's numbers. The column's name ends with its suffix.
public enum ColumnUnit: String, Sendable, CaseIterable {
  case nanoseconds = "ns"
  case nanosecondsPerOperation = "ns/op"
  case bytes
  case count = "1"
  case ratio = "ratio"
  case perSecond = "1/s"

  /// The ending of a column's name that states the unit.
  public var suffix: String {
    switch self {
    case .nanoseconds: "_ns"
    case .nanosecondsPerOperation: "_per_op_ns"
    case .bytes: "_bytes"
    case .count: "_count"
    case .ratio: "_ratio"
    case .perSecond: "_per_s"
    }
  }

  /// The default limits of a column in this unit. A count is not negative and not beyond what a
  /// double holds exactly; the cost of an operation that never finished is infinite.
  var limits: Limits<Double> { self == .count ? Limits(0...Double(1 << 53)) : .cost }
}
