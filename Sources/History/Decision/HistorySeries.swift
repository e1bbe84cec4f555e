internal import Tables

/// The cost of one strategy in one cell over many runs, the oldest first.
///
/// It is the ratio to the reference strategy, as a machine that is slower for a day slows both; for
/// the reference itself it is the value.
public struct HistorySeries: Sendable, Equatable {
  /// The values that the rows of one series share.
  public struct Key: Hashable, Sendable {
    public let machine: String
    public let profile: String
    public let cell: String
    public let strategy: String
    public let metric: String
    public let reference: String?
  }

  public let key: Key
  /// The rows of the runs whose cost is known and finite.
  public let rows: [HistoryRow]
  /// The change points of the cost; also empty before a search for them.
  public var changePoints: [ChangePoint] = []

  init(_ key: Key, _ rows: [HistoryRow]) {
    self.key = key
    self.rows = rows.filter { $0.cost?.isFinite == true }.sorted { $0.date < $1.date }
  }

  /// The costs of the rows: ratios, or values in the unit of the rows.
  public var costs: [Double] { rows.compactMap(\.cost) }

  /// Whether the series has enough runs to tell a change from noise.
  public var isLongEnough: Bool { rows.count >= Self.leastCount }

  /// The fewest runs in which a change can be found: three on either side of it.
  public static let leastCount = 6

  /// Every series of a history, in the order of its first row.
  public static func all(of rows: [HistoryRow]) -> [HistorySeries] {
    rows.grouped(by: \.series).map { HistorySeries($0, $1) }
  }
}

extension HistoryRow {
  /// The series of the row.
  var series: HistorySeries.Key {
    HistorySeries.Key(
      machine: machine, profile: profile, cell: cell, strategy: strategy, metric: metric,
      reference: reference)
  }

  /// The value of the row in its series.
  public var cost: Double? { reference == nil ? value : ratio }
}

/// A place where a series has changed for good, as a finder of such points reports it.
public struct ChangePoint: Sendable, Equatable, Codable {
  /// The first run after the change, counted from 0 along the series.
  public var index: Int
  /// The mean between the previous change point and this one.
  public var before: Double
  /// The mean between this change point and the next.
  public var after: Double
  /// The probability of such a step by chance in one series, not corrected for their number.
  public var pValue: Double
}
