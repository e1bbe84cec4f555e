public import Foundation
public import Report
internal import Tables
internal import TrialRows

/// What a history shows: each series' last value, and where it has changed for good.
///
/// Nothing is judged by it, and every form of it says so.
public struct HistoryReport: Sendable {
  public let series: [HistorySeries]
  /// What looked for change points; nil where no series was long enough to ask it.
  public let finder: String?
  /// The line in which the file breaks off, if it does.
  public let tornLine: Int?

  public init(_ series: [HistorySeries], finder: String?, tornLine: Int? = nil) {
    self.series = series
    self.finder = finder
    self.tornLine = tornLine
  }

  private struct Place: Hashable {
    let machine: String
    let profile: String
  }

  /// A table for each machine and profile, what has changed, and what that is worth.
  public func terminal(_ style: TextStyle) -> String {
    var places: [Place] = []
    for key in series.map(\.key) {
      let place = Place(machine: key.machine, profile: key.profile)
      if !places.contains(place) { places.append(place) }
    }
    let tables = places.map { place in
      style.bold("\(place.machine); profile \(place.profile)") + "\n"
        + table(of: place).terminal(style) + "\n"
    }
    let changes = series.flatMap { series in
      series.changePoints.map { Self.sentence($0, series) + "\n" }
    }
    return tables.joined() + changes.joined() + remarks.map { style.faint($0) + "\n" }.joined()
  }

  private func table(of place: Place) -> TextTable {
    var table = TextTable([
      ("strategy", .left), ("cell", .left), ("metric", .left), ("runs", .right), ("last", .right),
      ("against", .left), ("ratio", .right), ("interval", .left), ("changes", .right),
    ])
    for series in series
    where series.key.machine == place.machine && series.key.profile == place.profile {
      let last = series.rows.last
      let interval = last.flatMap { row in
        row.ratioLow.flatMap { low in row.ratioHigh.map { Quantity.interval(low, $0) } }
      }
      table.append([
        TextTable.Cell(series.key.strategy), TextTable.Cell(series.key.cell),
        TextTable.Cell(Self.metric(series)), TextTable.Cell(String(series.rows.count)),
        TextTable.Cell(last.map { Quantity.value($0.value, $0.unit) } ?? ""),
        TextTable.Cell(series.key.reference ?? ""),
        TextTable.Cell(last?.ratio.map { Quantity.ratio($0) } ?? ""),
        TextTable.Cell(interval ?? ""),
        TextTable.Cell(series.isLongEnough ? String(series.changePoints.count) : ""),
      ])
    }
    return table
  }

  private static func metric(_ series: HistorySeries) -> String {
    switch series.key.metric {
    case Metric.cpuPerOperation.name: "CPU"
    case Metric.wallPerOperation.name: "wall"
    default: series.key.metric
    }
  }

  /// Where a series has changed, from what to what.
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

  /// What a reader must know beside the table, a sentence each.
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

  /// What a history is not.
  static let caution =
    "Nothing gates on this: a history mixes days and builds. guardbench check is what judges a "
    + "change."

  /// The same for other programs.
  public func json() throws -> Data { try JSONFile.encode(HistoryDocument(self)) }
}

/// A history as one object of JSON.
private struct HistoryDocument: Encodable {
  struct Series: Encodable {
    let machine, profile, cell, strategy, metric: String
    let reference: String?
    let runsCount: Int
    let lastValue, lastRatio: Double?
    let unit: String?
    let changePoints: [Change]

    private enum CodingKeys: String, CodingKey {
      case machine, profile, cell, strategy, metric, reference, unit
      case runsCount = "runs_count"
      case lastValue = "last_value"
      case lastRatio = "last_ratio"
      case changePoints = "change_points"
    }
  }

  struct Change: Encodable {
    let runID, date: String
    let revision: String?
    let before, after, pValue: Double

    private enum CodingKeys: String, CodingKey {
      case date, revision, before, after
      case runID = "run_id"
      case pValue = "p_value"
    }
  }

  let series: [Series]
  let finder: String?
  let remarks: [String]
  let gates = false

  init(_ report: HistoryReport) {
    finder = report.finder
    remarks = report.remarks
    series = report.series.map { series in
      let last = series.rows.last
      return Series(
        machine: series.key.machine, profile: series.key.profile, cell: series.key.cell,
        strategy: series.key.strategy, metric: series.key.metric, reference: series.key.reference,
        runsCount: series.rows.count, lastValue: last?.value, lastRatio: last?.ratio,
        unit: last?.unit.rawValue,
        changePoints: series.changePoints.map { point in
          let row = series.rows[point.index]
          return Change(
            runID: row.runID, date: row.date, revision: row.revision, before: point.before,
            after: point.after, pValue: point.pValue)
        })
    }
  }
}
