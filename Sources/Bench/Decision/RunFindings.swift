internal import Report
internal import Tables
public import TrialRows

/// The rows of a summary, arranged for reports.
public struct RunFindings: Sendable {
  public let rows: [SummaryRow]
  public let plan: SummaryPlan
  public let question: Question
  /// The strategies that lack results in a cell.
  public var missingResults: [MissingResults] = []

  static let cpu = Metric.cpuPerOperation.name
  static let wall = Metric.wallPerOperation.name

  /// One comparison of all strategies: a cell on one of its primary metrics.
  struct Comparison: Hashable {
    let cell: String
    let metric: String

    /// The cell's name, with its metric where that is not the usual one.
    var title: String { metric == RunFindings.cpu ? cell : "\(cell) (wall)" }

    /// What is compared, in words.
    var quantity: String {
      metric == RunFindings.cpu ? "CPU per message" : "wall time per message"
    }
  }

  /// Every comparison with a verdict, in the order of the rows.
  var comparisons: [Comparison] {
    rows.filter(\.isPrimary).map { Comparison(cell: $0.cell, metric: $0.metric) }.eachOnce
  }

  /// The rows of one comparison, in the plan's order.
  func rows(of comparison: Comparison) -> [SummaryRow] {
    rows.filter { $0.cell == comparison.cell && $0.metric == comparison.metric }
  }

  /// The comparison's title with its marks.
  func heading(of comparison: Comparison) -> String { comparison.title + mark(of: comparison) }

  /// The marks after the title: one if the scheduler is measured as well, one if other processes
  /// were at work.
  func mark(of comparison: Comparison) -> String {
    let rows = rows(of: comparison)
    let isOversubscribed = rows.contains { $0.isOversubscribed == true }
    return (isOversubscribed ? " " + VerdictWords.oversubscribedSign : "")
      + (rows.contains(where: \.isBesideOtherWork) ? " " + VerdictWords.disturbedSign : "")
  }

  /// The sentence below the table that says how the errors of the cell's verdicts are bounded
  /// together; empty if there is at most one verdict.
  func familySentence(of comparison: Comparison) -> String {
    let row = rows(of: comparison).first { $0.verdict != nil }
    guard let count = row?.comparisonsCount, count > 1, let confidence = row?.confidence else {
      return ""
    }
    let (each, all) = (Quantity.atLeast(confidence), Quantity.atLeast(1 - plan.alpha))
    let stopping =
      plan.mostBlocksCount == nil ? "" : ", whatever number of blocks the verdicts made the run add"
    return "\nOne of this cell's \(count) verdicts, each asked for \(each): all hold together at "
      + "\(all)\(stopping).\n"
  }

  /// The legend: the signs, and the marks that headings have.
  var legend: [String] {
    let isMarked = rows.contains { $0.isPrimary && $0.isOversubscribed == true }
    let isBesideOthers = rows.contains { $0.isPrimary && $0.isBesideOtherWork }
    return [VerdictWords.legend] + (isMarked ? [VerdictWords.oversubscribedLegend] : [])
      + (isBesideOthers ? [VerdictWords.disturbedLegend] : [])
  }

  func row(_ strategy: String, _ cell: String, _ metric: String = RunFindings.cpu) -> SummaryRow? {
    rows.first { $0.strategy == strategy && $0.cell == cell && $0.metric == metric }
  }

  /// Planned cells without a single block that counts.
  var lostCells: [String] {
    let found = Set(rows.filter { $0.metric == Self.cpu }.map(\.cell))
    return plan.cells?.filter { !found.contains($0) } ?? []
  }

  /// The rows that decide the claim: those of its contenders at its cell.
  var claim: [SummaryRow] {
    question.contenders.compactMap { row($0, question.claimCell) }.filter { $0.verdict != nil }
  }

  /// The shares of a message that the guard of one strategy takes, the smallest first.
  func guardShares(of strategy: String) -> [(cell: String, share: Double)] {
    rows.compactMap { row in
      guard row.strategy == strategy, row.metric == Self.cpu else { return nil }
      return row.guardShare.map { (row.cell, $0) }
    }.sorted { $0.share < $1.share }
  }

  /// The server cell in which the reference guard's share is largest, where a difference shows
  /// best.
  var cellOfLargestShare: String? { guardShares(of: plan.reference).last?.cell }

  /// Counted and predicted meetings, cell by cell; of one strategy, or of all.
  func conflicts(of strategy: String? = nil) -> [(row: SummaryRow, predicted: Double)] {
    rows.compactMap { row in
      guard strategy == nil || row.strategy == strategy, row.metric == Metric.conflicts.name,
        let predicted = self.row(row.strategy, row.cell, Metric.conflictsPredicted.name)
      else { return nil }
      return (row, predicted.value)
    }
  }
}
