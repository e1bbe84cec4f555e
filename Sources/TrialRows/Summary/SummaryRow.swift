public import Statistics
public import Tables

/// The result of a run for one strategy in one cell on one metric: a line of summary.csv.
public struct SummaryRow: Sendable, Equatable {
  // MARK: Which comparison it is.
  public var cell: String
  public var scenario: String
  public var tier: Tier
  public var strategy: String
  public var metric: String
  public var unit: ColumnUnit
  /// Whether this metric has a verdict in this cell.
  public var isPrimary: Bool

  // MARK: The cell's setting.
  public var setting: Setting
  public var loop: LoadLoop?
  public var busyThreadsCount: Int?
  public var coresCount: Int?
  public var isOversubscribed: Bool?

  // MARK: The value by itself.
  public var blocksCount: Int
  public var invalidBlocksCount: Int
  public var value: Double
  public var valueLow: Double?
  public var valueHigh: Double?
  public var valueCoverage: Double?

  // MARK: The value against the reference strategy's.
  public var reference: String?
  public var pairsCount: Int?
  public var cheaperCount: Int?
  public var dearerCount: Int?
  public var ratio: Double?
  public var ratioLow: Double?
  public var ratioHigh: Double?
  public var comparisonsCount: Int?
  public var confidence: Double?
  public var coverage: Double?
  public var verdict: Verdict?
  public var excludesOne: Bool?
  public var largestEffectNotExcluded: Double?

  // MARK: What else a reader should know.
  public var guardShare: Double?
  public var disturbance: Double?
  public var generatorKeptUp: Bool?
  public var verification: VerificationStatus?

  package init(_ sample: TrialRow, strategy: String, metric: Metric, isPrimary: Bool, value: Double)
  {
    cell = sample.cell
    scenario = sample.scenario
    tier = sample.tier
    self.strategy = strategy
    self.metric = metric.name
    unit = metric.unit
    self.isPrimary = isPrimary
    self.value = value
    blocksCount = 0
    invalidBlocksCount = 0
    setting = sample.setting
    loop = sample.loop
    busyThreadsCount = sample.busyThreadsCount
    coresCount = sample.coresCount
    isOversubscribed = sample.isOversubscribed
    verification = sample.verification
  }
}
