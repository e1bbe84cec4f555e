/// What a column's numbers are counted in; its suffix ends the column's name.
public enum ColumnUnit: String, Sendable, CaseIterable {
  case nanoseconds = "ns"
  case nanosecondsPerOperation = "ns/op"
  case bytes
  case count = "1"
  case ratio = "ratio"
  case perSecond = "1/s"

  /// The ending by which a reader of the file recognises the unit.
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

  /// What a column of this unit holds unless it says otherwise: nothing that is counted is negative
  /// or beyond what a number of 64 bits counts exactly, and an operation that never finished costs
  /// infinitely much.
  var limits: Limits<Double> { self == .count ? Limits(0...Double(1 << 53)) : .cost }
}
