internal import Report
internal import TrialRows

extension RunFindings {
  /// How late pushes were, where they have a schedule: medians over the blocks, without a verdict.
  var pushTable: TextTable {
    var table = TextTable([
      ("cell", .left), ("strategy", .left), ("half within", .right), ("99 % within", .right),
      ("missed, of all messages", .right),
    ])
    for row in rows where row.metric == Metric.of(\.pushLatencyP50Nanoseconds).name {
      let late = self.row(row.strategy, row.cell, Metric.of(\.pushLatencyP99Nanoseconds).name)
      let missed = self.row(row.strategy, row.cell, Metric.of(\.pushesMissedCount).name)
      table.append([
        TextTable.Cell(row.cell), TextTable.Cell(row.strategy),
        TextTable.Cell(Quantity.duration(row.value)),
        TextTable.Cell(late.map { Quantity.duration($0.value) } ?? ""),
        TextTable.Cell(missed.map { Quantity.percent($0.value) } ?? ""),
      ])
    }
    return table
  }

  static let pushLegend =
    "From when a push was due to when its send had returned. No verdict: a thread with nothing to "
    + "do pauses for half a millisecond, under every strategy alike; what exceeds it is waiting."
}
