public import Statistics

/// How one strategy's cost against the reference goes along one axis, all other settings held.
public struct Trend: Sendable {
  /// What is varied between the cells of a trend.
  public enum Axis: String, Sendable, CaseIterable {
    case sessions, threads, skew, depth, connections

    func setting(of row: SummaryRow) -> Double? {
      switch self {
      case .sessions: row.sessionsCount.map(Double.init)
      case .threads: row.threadsCount.map(Double.init)
      case .skew: row.skew
      case .depth: row.depthCount.map(Double.init)
      case .connections: row.connectionsCount.map(Double.init)
      }
    }
  }

  public let axis: Axis
  /// Rows in the order of the axis: same scenario, strategy and metric.
  public let rows: [SummaryRow]

  /// The row's place on the axis.
  public func setting(of row: SummaryRow) -> Double { axis.setting(of: row) ?? 0 }

  /// Where the strategy stops being cheaper, or dearer, than the reference.
  ///
  /// Each row's interval holds at 1 − α ⁄ m; over k settings they hold together at 1 − k·α ⁄ m.
  public var crossovers: [Crossover] {
    Crossover.all(
      in: rows.compactMap { row in
        guard let ratio = row.ratio, let low = row.ratioLow, let high = row.ratioHigh,
          setting(of: row) > 0
        else { return nil }
        return Crossover.Point(setting: setting(of: row), ratio: ratio, low: low, high: high)
      })
  }

  /// Finds every trend of at least two settings among rows that have a verdict.
  public static func all(in rows: [SummaryRow]) -> [Trend] {
    Axis.allCases.flatMap { axis in
      var keys: [TrendKey] = []
      var groups: [TrendKey: [SummaryRow]] = [:]
      for row in rows where row.verdict != nil && axis.setting(of: row) != nil {
        let key = TrendKey(row, without: axis)
        if groups[key] == nil { keys.append(key) }
        groups[key, default: []].append(row)
      }
      return keys.compactMap { key in
        let group = (groups[key] ?? []).sorted {
          (axis.setting(of: $0) ?? 0) < (axis.setting(of: $1) ?? 0)
        }
        // Two rows at one place differ in what no row tells, as a server's slots: no trend.
        let places = Set(group.compactMap { axis.setting(of: $0) })
        return group.count > 1 && places.count == group.count ? Trend(axis: axis, rows: group) : nil
      }
    }
  }
}

/// Everything that the rows of one trend share.
private struct TrendKey: Hashable {
  let texts: [String?]
  let numbers: [Double?]

  package init(_ row: SummaryRow, without axis: Trend.Axis) {
    texts = [
      row.scenario, row.tier.rawValue, row.strategy, row.metric, row.flush, row.loop?.rawValue,
    ]
    let others = Trend.Axis.allCases.map { $0 == axis ? nil : $0.setting(of: row) }
    numbers =
      others + [
        row.ratePerSecond, row.payloadBytes.map(Double.init), row.holdNanoseconds.map(Double.init),
        row.thinkNanoseconds.map(Double.init), row.closeRatio, row.staleRatio,
        row.sendersCount.map(Double.init),
      ]
  }
}
