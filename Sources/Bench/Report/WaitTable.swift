internal import Report
internal import Tables
import TrialRows

extension RunFindings {
  /// The table of waits in the kernel: a line for each cell in which they were counted, a column
  /// for each strategy.
  var waitTable: TextTable {
    let counted = rows.filter { $0.metric == Metric.futexWaits.name }
    let strategies = plan.strategies.filter { name in counted.contains { $0.strategy == name } }
    return TextTable(
      counted.grouped(by: \.cell),
      [.left("cell") { $0.key }]
        + strategies.map { name in
          .right(name) { _, rows in
            rows.first { $0.strategy == name }.map { Quantity.perMillion($0.value) } ?? ""
          }
        })
  }

  static let waitLegend = """
    Futex calls that wait, per million operations, in trials of their own: counting slows the call \
    down, and time measured with it would be wrong.
    """
}
