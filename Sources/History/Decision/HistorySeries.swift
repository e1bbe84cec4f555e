internal import Tables

/// One strategy's cost in one cell over many runs, the oldest first.
///
/// Where it was compared with a reference its ratio counts, as what slows the whole machine down
/// for a day moves both; the reference's own cost stands as it is.
public struct HistorySeries: Sendable, Equatable {
  /// What must agree for two runs to be of one series.
  public struct Key: Hashable, Sendable {
    public let machine: String
    public let profile: String
    public let cell: String
    public let strategy: String
    public let metric: String
    public let reference: String?
  }

  public let key: Key
  /// Of every run that the cost is known of, and finite.
  public let rows: [HistoryRow]
  /// Where the cost has changed for good; empty too where nobody has looked.
  public var changePoints: [ChangePoint] = []

  init(_ key: Key, _ rows: [HistoryRow]) {
    self.key = key
    self.rows = rows.filter { $0.cost?.isFinite == true }.sorted { $0.date < $1.date }
  }

  /// What is looked at: ratios, or values in the unit of the rows.
  public var costs: [Double] { rows.compactMap(\.cost) }

  /// Whether there are enough runs to tell a change from noise.
  public var isLongEnough: Bool { rows.count >= Self.leastCount }

  /// The fewest runs in which a change can be told: three on either side of it.
  public static let leastCount = 6

  /// Every series of a history, in the order in which it began.
  public static func all(of rows: [HistoryRow]) -> [HistorySeries] {
    rows.grouped(by: \.series).map { HistorySeries($0, $1) }
  }
}

extension HistoryRow {
  /// The series that a row is of.
  var series: HistorySeries.Key {
    HistorySeries.Key(
      machine: machine, profile: profile, cell: cell, strategy: strategy, metric: metric,
      reference: reference)
  }

  /// The row's point in its series.
  public var cost: Double? { reference == nil ? value : ratio }
}

/// Where a series has changed for good, as far as a finder of such points can tell.
public struct ChangePoint: Sendable, Equatable, Codable {
  /// The first run after the change, counted from 0 along the series.
  public var index: Int
  /// The mean from the change before to this one, and from this one to the next.
  public var before: Double
  public var after: Double
  /// How often chance alone would show such a step in one series; not corrected for their number.
  public var pValue: Double

  public init(index: Int, before: Double, after: Double, pValue: Double) {
    self.index = index
    self.before = before
    self.after = after
    self.pValue = pValue
  }

  private enum CodingKeys: String, CodingKey {
    case index, before, after
    case pValue = "p_value"
  }
}
