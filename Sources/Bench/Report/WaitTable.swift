internal import Report
import TrialRows

extension RunFindings {
  /// How often threads waited in the kernel: a line for each cell in which it was counted, a column
  /// for each strategy.
  var waitTable: TextTable {
    let counted = rows.filter { $0.metric == Metric.futexWaits.name }
    var cells: [String] = []
    for row in counted where !cells.contains(row.cell) { cells.append(row.cell) }
    let strategies = plan.strategies.filter { name in counted.contains { $0.strategy == name } }
    var table = TextTable([("cell", .left)] + strategies.map { ($0, .right) })
    for cell in cells {
      table.append(
        [TextTable.Cell(cell)]
          + strategies.map { name in
            let row = counted.first { $0.cell == cell && $0.strategy == name }
            return TextTable.Cell(row.map { Quantity.perMillion($0.value) } ?? "")
          })
    }
    return table
  }

  static let waitLegend = """
    Futex calls that wait, per million operations, in trials of their own: counting slows the call \
    down, and time measured with it would be wrong.
    """
}
