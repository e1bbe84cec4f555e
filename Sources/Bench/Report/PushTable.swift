internal import Report
internal import TrialRows

extension RunFindings {
  /// The table of how late scheduled pushes were: medians over the blocks, without a verdict.
  var pushTable: TextTable {
    func beside(_ row: SummaryRow, _ metric: Metric) -> Double? {
      self.row(row.strategy, row.cell, metric.name)?.value
    }
    return TextTable(
      rows.filter { $0.metric == Metric.of(\.pushLatencyP50Nanoseconds).name },
      [
        .left("cell") { $0.cell }, .left("strategy") { $0.strategy },
        .right("half within") { Quantity.duration($0.value) },
        .right("99 % within") {
          beside($0, .of(\.pushLatencyP99Nanoseconds)).map(Quantity.duration) ?? ""
        },
        .right("missed, of all messages") {
          beside($0, .of(\.pushesMissedCount)).map(Quantity.percent) ?? ""
        },
      ])
  }

  static let pushLegend =
    "From when a push was due to when its send had returned. No verdict: a thread with nothing to "
    + "do pauses for half a millisecond, under every strategy alike; what exceeds it is waiting."
}
