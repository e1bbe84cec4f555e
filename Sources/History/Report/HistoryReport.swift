public import Foundation
public import Report
internal import Tables
internal import TrialRows

/// The report of a history: the last value of each series, and its change points.
///
/// It decides nothing, and every format of it says so.
public struct HistoryReport: Sendable {
  public let series: [HistorySeries]
  /// The finder of the change points; nil if no series was long enough for it.
  public let finder: String?
  /// The last line of the file, if it is torn.
  public let tornLine: Int?

  public init(_ series: [HistorySeries], finder: String?, tornLine: Int? = nil) {
    self.series = series
    self.finder = finder
    self.tornLine = tornLine
  }

  /// A table for each machine and profile, the change points, and the remarks.
  public func terminal(_ style: TextStyle) -> String {
    let tables = series.grouped(by: { "\($0.key.machine); profile \($0.key.profile)" }).map {
      style.bold($0) + "\n" + Self.table(of: $1).terminal(style) + "\n"
    }
    let changes = series.flatMap { series in
      series.changePoints.map { Self.sentence($0, series) + "\n" }
    }
    return tables.joined() + changes.joined() + remarks.map { style.faint($0) + "\n" }.joined()
  }

  private static func table(of series: [HistorySeries]) -> TextTable {
    TextTable(
      series,
      [
        .left("strategy") { $0.key.strategy }, .left("cell") { $0.key.cell },
        .left("metric", metric), .right("runs") { String($0.rows.count) },
        .right("last") { $0.rows.last.map { Quantity.value($0.value, $0.unit) } ?? "" },
        .left("against") { $0.key.reference ?? "" },
        .right("ratio") { $0.rows.last?.ratio.map(Quantity.ratio) ?? "" },
        .left("interval") { series in
          guard let low = series.rows.last?.ratioLow, let high = series.rows.last?.ratioHigh
          else { return "" }
          return Quantity.interval(low, high)
        },
        .right("changes") { $0.isLongEnough ? String($0.changePoints.count) : "" },
      ])
  }

  private static func metric(_ series: HistorySeries) -> String {
    switch series.key.metric {
    case Metric.cpuPerOperation.name: "CPU"
    case Metric.wallPerOperation.name: "wall"
    default: series.key.metric
    }
  }

  /// A change point in words.
  private static func sentence(_ point: ChangePoint, _ series: HistorySeries) -> String {
    let row = series.rows[point.index]
    func cost(_ value: Double) -> String {
      series.key.reference == nil ? Quantity.value(value, row.unit) : Quantity.ratio(value)
    }
    let revision = row.revision.map { " (\($0)\(row.isDirty == true ? ", changed" : ""))" } ?? ""
    return "\(series.key.strategy) in \(series.key.cell), \(metric(series)): "
      + "\(Quantity.change(point.after / point.before)) from \(row.runID) of \(row.date)\(revision)"
      + " on, \(cost(point.before)) to \(cost(point.after)), "
      + "p = \(Quantity.digits(point.pValue))"
  }

  /// The sentences below the table.
  var remarks: [String] {
    var remarks: [String] = []
    if let tornLine { remarks.append("Line \(tornLine) of the file is torn and not counted.") }
    let looked = series.count { $0.isLongEnough }
    if looked < series.count {
      remarks.append(
        "\(series.count - looked) of \(series.count) series have fewer than "
          + "\(HistorySeries.leastCount) runs: no change is looked for in them.")
    }
    if let finder {
      remarks.append(
        "Change points by \(finder), each series by itself: with \(looked) series some may be "
          + "chance.")
    }
    return remarks + [Self.caution]
  }

  /// The sentence that says what a history is not.
  static let caution =
    "Nothing gates on this: a history mixes days and builds. guardbench check is what judges a "
    + "change."

  /// The report as JSON.
  public func json() throws -> Data {
    let document: JSONObject = [
      "finder": finder, "remarks": remarks, "gates": false, "series": series.map(Self.object),
    ]
    return try JSONFile.encode(document)
  }

  private static func object(_ series: HistorySeries) -> JSONObject {
    let (key, last) = (series.key, series.rows.last)
    return [
      "machine": key.machine, "profile": key.profile, "cell": key.cell,
      "strategy": key.strategy, "metric": key.metric, "reference": key.reference,
      "runs_count": series.rows.count, "last_value": last?.value, "last_ratio": last?.ratio,
      "unit": last?.unit.rawValue,
      "change_points": series.changePoints.map { point -> JSONObject in
        let row = series.rows[point.index]
        return [
          "run_id": row.runID, "date": row.date, "revision": row.revision,
          "before": point.before, "after": point.after, "p_value": point.pValue,
        ]
      },
    ]
  }
}
