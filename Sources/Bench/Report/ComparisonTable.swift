internal import Report
internal import Tables
import TrialRows

extension RunFindings {
  /// Every strategy of one comparison with its value, ratio, interval and verdict; and with the
  /// guard's share of a message where the cell is a server's, or the one that stands for the guard.
  func table(of comparison: Comparison) -> TextTable {
    let found = rows(of: comparison)
    let shareCell = shareCell(of: comparison)
    var headings: [(String, TextTable.Alignment)] = [
      ("strategy", .left), (comparison.metric == Self.wall ? "wall" : "CPU", .right),
      ("against \(plan.reference)", .right), ("interval", .left), ("verdict", .left),
    ]
    if let shareCell { headings.append(("share of \(shareCell)", .right)) }
    let tellsVerification = found.contains { $0.verification != nil }
    if tellsVerification { headings.append(("model checker", .left)) }
    var table = TextTable(headings)
    for row in found {
      var cells = [
        TextTable.Cell(row.strategy),
        TextTable.Cell(Quantity.value(row.value, row.unit)),
        ratioCell(row),
        TextTable.Cell(intervalText(row)),
        TextTable.Cell(VerdictWords.phrase(row), VerdictWords.tone(row.verdict)),
      ]
      if let shareCell {
        let share = self.row(row.strategy, shareCell)?.guardShare
        cells.append(TextTable.Cell(share.map(Quantity.percent) ?? ""))
      }
      if tellsVerification { cells.append(verificationCell(row)) }
      table.append(cells)
    }
    return table
  }

  private func verificationCell(_ row: SummaryRow) -> TextTable.Cell {
    guard let status = row.verification else { return "" }
    return TextTable.Cell(status.word, status == .unverified ? .bad : .neutral)
  }

  /// The server cell whose messages a table shows the guard's share of, if any has shares.
  private func shareCell(of comparison: Comparison) -> String? {
    if comparison.metric != Self.cpu { return nil }
    if comparison.cell == plan.guardShareCell { return cellOfLargestShare }
    return rows(of: comparison).contains { $0.guardShare != nil } ? comparison.cell : nil
  }

  private func ratioCell(_ row: SummaryRow) -> TextTable.Cell {
    if row.strategy == plan.reference { return TextTable.Cell("1", .faint) }
    return TextTable.Cell(row.ratio.map(Quantity.ratio) ?? "")
  }

  private func intervalText(_ row: SummaryRow) -> String {
    guard let low = row.ratioLow, let high = row.ratioHigh, let coverage = row.coverage else {
      return ""
    }
    return "\(Quantity.interval(low, high)) at \(Quantity.confidence(coverage))"
  }

  /// All comparisons of the run at a glance: a line for each, a column for each strategy.
  var overview: TextTable {
    let others = plan.strategies.filter { $0 != plan.reference }
    var table = TextTable(
      [("cell", .left), (plan.reference, .right)] + others.map { ($0, .right) })
    for comparison in comparisons {
      let found = rows(of: comparison)
      let byStrategy = Dictionary(found.map { ($0.strategy, $0) }, uniquingKeysWith: { $1 })
      let reference = byStrategy[plan.reference].map { Quantity.value($0.value, $0.unit) }
      table.append(
        [TextTable.Cell(heading(of: comparison)), TextTable.Cell(reference ?? "")]
          + others.map { overviewCell(byStrategy[$0]) })
    }
    return table
  }

  private func overviewCell(_ row: SummaryRow?) -> TextTable.Cell {
    guard let row, let ratio = row.ratio, let verdict = row.verdict else { return "" }
    let agreement = VerdictWords.agreement(row).map { " (\($0))" } ?? ""
    return TextTable.Cell(
      VerdictWords.sign(verdict) + " " + Quantity.ratio(ratio) + agreement,
      VerdictWords.tone(verdict))
  }

  /// Meetings counted beside meetings predicted.
  var conflictTable: TextTable {
    var table = TextTable([
      ("cell", .left), ("strategy", .left), ("sessions", .right), ("threads", .right),
      ("met, per million", .right), ("predicted", .right),
    ])
    for (row, predicted) in conflicts() {
      table.append([
        TextTable.Cell(row.cell),
        TextTable.Cell(row.strategy),
        TextTable.Cell(row.setting.sessions.map { Quantity.whole(Double($0)) } ?? ""),
        TextTable.Cell(row.setting.threads.map(String.init) ?? ""),
        TextTable.Cell(Quantity.perMillion(row.value)),
        TextTable.Cell(Quantity.perMillion(predicted)),
      ])
    }
    return table
  }
}
