internal import Report
internal import Tables
import TrialRows

extension RunFindings {
  /// The table of one comparison: every strategy with its value, ratio, interval and verdict. In a
  /// server's cell, and in the cell that stands for the guard, it has the guard's share of a
  /// message.
  func table(of comparison: Comparison) -> TextTable {
    let found = rows(of: comparison)
    var columns: [TextTable.Column<SummaryRow>] = [
      .left("strategy") { $0.strategy },
      .right(comparison.metric == Self.wall ? "wall" : "CPU") {
        Quantity.value($0.value, $0.unit)
      },
      .right(
        "against \(plan.reference)", tone: { isReference($0) ? .faint : .neutral },
        { isReference($0) ? "1" : $0.ratio.map(Quantity.ratio) ?? "" }),
      .left("interval", Self.interval),
      .left("verdict", tone: { VerdictWords.tone($0.verdict) }, VerdictWords.phrase),
    ]
    if let shareCell = shareCell(of: comparison) {
      columns.append(
        .right("share of \(shareCell)") {
          row($0.strategy, shareCell)?.guardShare.map(Quantity.percent) ?? ""
        })
    }
    if found.contains(where: { $0.verification != nil }) {
      columns.append(
        .left(
          "model checker", tone: { $0.verification == .unverified ? .bad : .neutral },
          { $0.verification?.word ?? "" }))
    }
    return TextTable(found, columns)
  }

  private func isReference(_ row: SummaryRow) -> Bool { row.strategy == plan.reference }

  /// The server cell of whose messages a table shows the guard's share; nil if it shows none.
  private func shareCell(of comparison: Comparison) -> String? {
    if comparison.metric != Self.cpu { return nil }
    if comparison.cell == plan.guardShareCell { return cellOfLargestShare }
    return rows(of: comparison).contains { $0.guardShare != nil } ? comparison.cell : nil
  }

  private static func interval(_ row: SummaryRow) -> String {
    guard let low = row.ratioLow, let high = row.ratioHigh, let coverage = row.coverage else {
      return ""
    }
    return "\(Quantity.interval(low, high)) at \(Quantity.atLeast(coverage))"
  }

  /// The table of all comparisons: a line for each, a column for each strategy.
  var overview: TextTable {
    let others = plan.strategies.filter { $0 != plan.reference }
    func row(_ strategy: String, _ comparison: Comparison) -> SummaryRow? {
      self.row(strategy, comparison.cell, comparison.metric)
    }
    return TextTable(
      comparisons,
      [
        .left("cell", heading),
        .right(plan.reference) {
          row(plan.reference, $0).map { Quantity.value($0.value, $0.unit) } ?? ""
        },
      ]
        + others.map { name in
          .right(
            name, tone: { VerdictWords.tone(row(name, $0)?.verdict) },
            { row(name, $0).map(VerdictWords.short) ?? "" })
        })
  }

  /// The table of choices: what is cheapest in each comparison, and what gains nothing there.
  var choiceTable: TextTable {
    func names(_ rows: [SummaryRow]) -> String {
      rows.isEmpty ? "–" : rows.map(\.strategy).joined(separator: ", ")
    }
    return TextTable(
      choices,
      [
        .left("cell") { heading(of: $0.comparison) },
        .left("cheapest, or not told from it") { names($0.cheapest) },
        .right("against \(plan.reference)") {
          $0.cheapest.first?.ratio.map(Quantity.ratio) ?? ""
        },
        .left("without a lock and not faster") { names($0.withoutGain) },
      ])
  }

  /// The table of counted and predicted meetings.
  var conflictTable: TextTable {
    TextTable(
      conflicts(),
      [
        .left("cell") { $0.row.cell }, .left("strategy") { $0.row.strategy },
        .right("sessions") { $0.row.setting.sessions.map { Quantity.whole(Double($0)) } ?? "" },
        .right("threads") { $0.row.setting.threads.map(String.init) ?? "" },
        .right("met, per million") { Quantity.perMillion($0.row.value) },
        .left("interval") { meetingsInterval($0.row) ?? "" },
        .right("predicted") { Quantity.perMillion($0.predicted) },
      ])
  }
}
