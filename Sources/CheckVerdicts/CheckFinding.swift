public import Tables

/// The result of one comparison of a check: a line of comparison.csv.
public struct CheckFinding: Sendable, Equatable {
  // MARK: Which comparison it is.
  public var role: CheckRole
  public var cell: String
  public var strategy: String
  public var metric: String
  public var unit: ColumnUnit
  public var scale: CheckGate.Scale
  /// Whether the metric was counted and compared with an exact limit.
  public var isExact: Bool
  /// The stage whose data count; nil where there are no stages.
  public var stage: CheckStage?

  // MARK: The change.
  public var pairsCount: Int?
  public var disturbedPairsCount: Int?
  public var baseValue: Double?
  public var headValue: Double?
  public var change: Double?
  public var changeLow: Double?
  public var changeHigh: Double?
  public var confidence: Double?
  public var coverage: Double?

  // MARK: The verdict.
  public var regressionLimit: Double
  public var passLimit: Double?
  public var verdict: CheckVerdict
  public var isImproved: Bool
  /// The upper end of the interval; infinite if there is none.
  public var largestChangeNotExcluded: Double
  /// The state of a control; nil for a subject.
  public var control: ControlState?

  package init(
    _ subject: CheckSubject, role: CheckRole, metric: String, unit: ColumnUnit,
    scale: CheckGate.Scale, regressionLimit: Double
  ) {
    self.role = role
    cell = subject.cell
    strategy = subject.strategy
    self.metric = metric
    self.unit = unit
    self.scale = scale
    isExact = false
    self.regressionLimit = regressionLimit
    verdict = .inconclusive
    isImproved = false
    largestChangeNotExcluded = .infinity
  }

  public var subject: CheckSubject { CheckSubject(cell: cell, strategy: strategy) }
}

/// The state of a control, which says whether its check can be trusted.
public enum ControlState: String, Codable, Sendable, CaseIterable, ColumnValue {
  /// The control came out as it must.
  case kept
  /// Noise, or too few pairs, hide the control's known difference: no subject can have passed.
  case blind
  /// Identical arms were told apart, or a slowdown that was injected is excluded.
  case broken
}

extension CheckFinding: TableRow {
  public static let columns: [Column<CheckFinding>] = comparisonColumns + findingColumns

  public static var blank: CheckFinding {
    CheckFinding(
      CheckSubject(cell: "", strategy: ""), role: .subject, metric: "", unit: .ratio,
      scale: .ratio, regressionLimit: 0)
  }
}

/// The columns that say which comparison it is.
private let comparisonColumns: [Column<CheckFinding>] = [
  Column(
    required: "role", \.role,
    "subject: base against head; identical, slowed: the controls, base against itself."),
  Column(required: "cell", \.cell, "One scenario at one setting."),
  Column(required: "strategy", \.strategy, "The guard, by name."),
  Column(required: "metric", \.metric, "What was measured or counted."),
  Column(required: "unit", \.unit, "The unit of base_value and head_value."),
  Column(required: "scale", \.scale, "ratio: head ÷ base; difference: head − base."),
  Column(required: "exact", \.isExact, "Whether it was counted and held against an exact limit."),
  Column("stage", \.stage, "Whose pairs count: brief, or fresh where that left it unsettled."),
]

/// The columns that say what was found, and what it means.
private let findingColumns: [Column<CheckFinding>] = [
  Column("pairs_count", \.pairsCount, "Pairs that count.", .count),
  Column(
    "disturbed_pairs_count", \.disturbedPairsCount,
    "Pairs set aside: something outside disturbed them, or an arm finished no operation.", .count),
  Column("base_value", \.baseValue, "Median of base; of a stored run its ratio to the reference."),
  Column("head_value", \.headValue, "Median of head; of a stored run its ratio to the reference."),
  Column("change", \.change, "Head against base, on the scale; of pairs the median."),
  Column("change_low", \.changeLow, "Lower end of the change's interval."),
  Column("change_high", \.changeHigh, "Upper end of the change's interval."),
  Column("confidence_ratio", \.confidence, "Confidence asked of the interval.", .ratio),
  Column("coverage_ratio", \.coverage, "Coverage that the interval achieves.", .ratio),
  Column(
    required: "regression_limit", \.regressionLimit, "An interval above it is a regression."),
  Column("pass_limit", \.passLimit, "An interval below it passes."),
  Column(required: "verdict", \.verdict, "pass, regression or inconclusive."),
  Column(
    required: "improved", \.isImproved, "Whether head is better by as much as the limit."),
  Column(
    required: "largest_change_not_excluded", \.largestChangeNotExcluded,
    "Upper end of the interval; INF where nothing is excluded."),
  Column(
    "control", \.control,
    "Of a control: kept; blind, as noise hides it; broken, as it contradicts what is known."),
]
