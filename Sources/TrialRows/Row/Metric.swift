public import Tables

/// A metric of trials, which summaries name and compare.
public struct Metric: Sendable {
  public let name: String
  public let unit: ColumnUnit
  /// The purpose of the trials that yield it.
  package let purpose: TrialPurpose
  let group: Group
  private let value: @Sendable (TrialRow) -> Double?

  /// The metric of a trial; nil if the trial has not measured it.
  public func value(of sample: TrialRow) -> Double? { value(sample) }

  /// The parts of a summary, in its order.
  ///
  /// CPU per operation is the primary metric of every cell. Wall time per operation is a second one
  /// where threads meet, as a waiting thread costs wall time and a spinning one CPU. The other
  /// metrics have no verdict. The delays of pushes have none because half of such a delay is the
  /// sleep of a thread without work, which is the same under every strategy.
  enum Group: CaseIterable, Sendable {
    case cpu, wall, answers, pushes, reuse, fairness, waits, losses, memory, meetings
  }

  /// Every metric, in the order in which a summary lists them.
  public static let all: [Metric] = {
    let metrics = Quantities.list.compactMap(\.definition.metric)
    return Group.allCases.flatMap { group in metrics.filter { $0.group == group } }
  }()

  /// The metric of that name; nil if there is none.
  public static func named(_ name: String) -> Metric? { all.first { $0.name == name } }

  /// The metric of a quantity. Its line in the table must have one.
  public static func of<Value>(
    _ quantity: KeyPath<Quantities, Field<Quantities.Quantity, Value>>
  ) -> Metric {
    let definition = Quantities.fields[keyPath: quantity].definition
    guard let metric = definition.metric else {
      preconditionFailure("\(definition.columnName) has no metric")
    }
    return metric
  }

  // The metrics that a verdict, a check or a page names.
  public static let cpuPerOperation = of(\.cpuNanoseconds)
  public static let wallPerOperation = of(\.wallNanoseconds)
  public static let futexWaits = of(\.futexWaitsCount)
  public static let conflicts = of(\.conflictsCount)
  public static let conflictsPredicted = of(\.conflictsPredicted)
  public static let voluntarySwitches = of(\.voluntarySwitchesCount)
  public static let allocations = of(\.allocationsCount)
}

extension Metric {
  /// How a quantity becomes a metric.
  struct Rule: Sendable {
    fileprivate let group: Group
    fileprivate let purpose: TrialPurpose
    /// The divisor of the quantity; nil: it is not divided.
    fileprivate let amount: (@Sendable (TrialRow) -> Int?)?
    /// The number to divide; nil: that of the column.
    fileprivate let number: (@Sendable (TrialRow) -> Double?)?

    /// The quantity itself.
    static func asMeasured(_ group: Group) -> Rule {
      Rule(group: group, purpose: .cost, amount: nil, number: nil)
    }

    /// The quantity divided by the operations of the trial.
    static func perOperation(
      _ group: Group, counted purpose: TrialPurpose = .cost,
      _ number: (@Sendable (TrialRow) -> Double?)? = nil
    ) -> Rule {
      Rule(group: group, purpose: purpose, amount: { $0.workCount }, number: number)
    }

    /// The quantity divided by another count of the trial.
    static func share(_ group: Group, of amount: @escaping @Sendable (TrialRow) -> Int?) -> Rule {
      Rule(group: group, purpose: .cost, amount: amount, number: nil)
    }
  }

  /// Makes the metric of a column. A divided metric has the suffix of its new unit.
  init(of column: Column<Measurements>, by rule: Rule) {
    guard let measured = column.unit else {
      preconditionFailure("\(column.name) has no unit, and so no metric")
    }
    group = rule.group
    purpose = rule.purpose
    let number = rule.number ?? { column.number($0.measured) }
    guard let amount = rule.amount else {
      name = column.name
      unit = measured
      value = number
      return
    }
    unit = measured == .nanoseconds ? .nanosecondsPerOperation : .ratio
    name = "\(column.name.dropLast(measured.suffix.count))\(unit.suffix)"
    // The metric is missing if the divisor is.
    value = { sample in
      guard let share = number(sample), let whole = amount(sample), whole > 0 else { return nil }
      return share / Double(whole)
    }
  }
}

extension TrialRow {
  /// The number of operations: messages of a server, else operations of the trial's loop.
  public var workCount: Int? {
    let operations = measured.operationsCount
    return tier == .server ? measured.messagesCount ?? operations : operations
  }

  /// The CPU time; the sum of its parts if the trial has no finer clock.
  var cpu: Int? {
    if let whole = measured.cpuNanoseconds { return whole }
    guard let user = measured.cpuUserNanoseconds, let system = measured.cpuSystemNanoseconds
    else { return nil }
    return user + system
  }

  /// Why a trial does not count although it was not disturbed; nil if it does.
  ///
  /// A trial that finished no operation has no cost per operation. If that cost were infinite, two
  /// such trials would tie, and a strategy that does nothing would count as one with the same cost.
  public var emptiness: String? { workCount == 0 ? "no operation was finished" : nil }

  /// Whether a trial enters comparisons.
  public var counts: Bool { valid && emptiness == nil }
}
