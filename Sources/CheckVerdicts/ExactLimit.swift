public import Tables
internal import TrialRows

/// A limit on something that is counted, not sampled: it needs no interval and spends no error.
public struct ExactLimit: Codable, Hashable, Sendable {
  /// What is counted, per operation: a metric of the trials, or what a count's row names.
  public let quantity: String
  /// How much of base's count head may need.
  public let ratio: Double
  /// How much more per operation is no cost of the operation's own.
  public let slack: Double

  public init(quantity: String, ratio: Double, slack: Double) {
    precondition(ratio >= 1 && slack >= 0, "a limit allows what base needs")
    self.quantity = quantity
    self.ratio = ratio
    self.slack = slack
  }

  public static let all = [instructions, allocations]

  /// Instructions per acquire and release, which callgrind repeats to a hundredth of one.
  public static let instructions = ExactLimit(
    quantity: "instructions_per_op_count", ratio: 1.01, slack: 0)

  /// Allocations per message: not one more in a hundred. A trial's own meters allocate a few times.
  public static let allocations = ExactLimit(
    quantity: Metric.allocations.name, ratio: 1, slack: 0.01)

  public func allows(head: Double, over base: Double) -> Bool {
    head <= base * ratio + slack
  }
}

/// What one program was counted to need for an operation: a line of a check's counts.csv.
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
