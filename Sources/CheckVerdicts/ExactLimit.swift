public import Tables
internal import TrialRows

/// A limit on a quantity that is counted and not sampled. It needs no interval and spends no error.
public struct ExactLimit: Codable, Hashable, Sendable {
  /// What is counted per operation: a metric of the trials, or the quantity of a count's row.
  public let quantity: String
  /// The largest allowed ratio of head's count to base's.
  public let ratio: Double
  /// The growth per operation that is allowed beside the ratio.
  public let slack: Double

  public init(quantity: String, ratio: Double, slack: Double) {
    precondition(ratio >= 1 && slack >= 0, "a limit allows what base needs")
    self.quantity = quantity
    self.ratio = ratio
    self.slack = slack
  }

  public static let all = [instructions, allocations]

  /// Instructions per acquire and release. Callgrind repeats them to a hundredth of one.
  public static let instructions = ExactLimit(
    quantity: "instructions_per_op_count", ratio: 1.01, slack: 0)

  /// Allocations per message, of which one more in a hundred is too many. The slack is for a
  /// trial's own meters, which allocate a few times.
  public static let allocations = ExactLimit(
    quantity: Metric.allocations.name, ratio: 1, slack: 0.01)

  public func allows(head: Double, over base: Double) -> Bool {
    head <= base * ratio + slack
  }
}

/// The count of one program for an operation: a line of a check's counts.csv.
public struct ExactCount: Sendable, Equatable {
  public var cell: String
  public var strategy: String
  public var quantity: String
  public var arm: CheckArm
  public var value: Double

  public init(_ subject: CheckSubject, quantity: String, arm: CheckArm, value: Double) {
    cell = subject.cell
    strategy = subject.strategy
    self.quantity = quantity
    self.arm = arm
    self.value = value
  }

  public var subject: CheckSubject { CheckSubject(cell: cell, strategy: strategy) }
}

extension ExactCount: TableRow {
  public static let columns: [Column<ExactCount>] = [
    Column(required: "cell", \.cell, "One scenario at one setting."),
    Column(required: "strategy", \.strategy, "The guard, by name."),
    Column(required: "quantity", \.quantity, "What was counted, per operation."),
    Column(required: "arm", \.arm, "base or head."),
    Column(required: "value", \.value, "How many."),
  ]

  public static var blank: ExactCount {
    ExactCount(CheckSubject(cell: "", strategy: ""), quantity: "", arm: .base, value: 0)
  }
}
