public import Statistics
internal import Tables

/// The ratio of one strategy to the reference along one axis, with all other settings fixed.
public struct Trend: Sendable {
  /// The axes that may have trends, in the order of reports.
  private static let axes: [Axis] = [
    Axes.fields.sessions.definition, Axes.fields.threads.definition, Axes.fields.skew.definition,
    Axes.fields.hotSetRatio.definition, Axes.fields.ownRatio.definition,
    Axes.fields.holdNanoseconds.definition, Axes.fields.depth.definition,
    Axes.fields.connections.definition,
  ]

  public let axis: Axis
  /// Rows in the order of the axis: same scenario, strategy and metric.
  public let rows: [SummaryRow]

  /// The row's place on the axis.
  public func setting(of row: SummaryRow) -> Double { Self.place(of: row, on: axis) }

  private static func place(of row: SummaryRow, on axis: Axis) -> Double {
    row.setting[axis]?.number ?? 0
  }

  /// The places at which the strategy stops being cheaper, or dearer, than the reference.
  ///
  /// The interval of each row holds at 1 − α ⁄ m; those of k settings hold together at 1 − k·α ⁄ m.
  public var crossovers: [Crossover] {
    Crossover.all(
      in: rows.compactMap { row in
        guard let ratio = row.ratio, let low = row.ratioLow, let high = row.ratioHigh else {
          return nil
        }
        return Crossover.Point(setting: setting(of: row), ratio: ratio, low: low, high: high)
      })
  }

  /// Finds every trend of at least two settings among rows that have a verdict.
  public static func all(in rows: [SummaryRow]) -> [Trend] {
    axes.flatMap { axis in
      let placed = rows.filter { $0.verdict != nil && $0.setting[axis] != nil }
      return placed.grouped(by: { TrendKey($0, without: axis) }).compactMap { _, group in
        let trend = Trend(
          axis: axis, rows: group.sorted { place(of: $0, on: axis) < place(of: $1, on: axis) })
        // Two rows at one place differ in something that no row has, such as a server's slots: that
        // is no trend.
        let places = Set(group.map { place(of: $0, on: axis) })
        return group.count > 1 && places.count == group.count ? trend : nil
      }
    }
  }
}

/// The values that the rows of one trend share.
private struct TrendKey: Hashable {
  let scenario: String
  let tier: Tier
  let strategy: String
  let metric: String
  let loop: LoadLoop?
  let setting: Setting

  init(_ row: SummaryRow, without axis: Axis) {
    scenario = row.scenario
    tier = row.tier
    strategy = row.strategy
    metric = row.metric
    loop = row.loop
    var setting = row.setting
    setting[axis] = nil
    self.setting = setting
  }
}
