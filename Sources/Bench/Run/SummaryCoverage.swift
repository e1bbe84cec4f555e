internal import Scenarios
internal import TrialRows
internal import Trials

/// The comparisons that a run's summary has, or must have.
struct SummaryCoverage {
  private struct Key: Hashable {
    let cell: String
    let strategy: String
    let metric: String
  }

  /// The comparisons in the order of their file.
  private let keys: [Key]
  /// The number of blocks of each comparison; empty if only the plan is known.
  private let blocksCounts: [Key: Int]

  /// The comparisons of a stored summary.
  init(of rows: [SummaryRow]) {
    keys = rows.map { Key(cell: $0.cell, strategy: $0.strategy, metric: $0.metric) }
    blocksCounts = Dictionary(
      zip(keys, rows.map(\.blocksCount)), uniquingKeysWith: { first, _ in first })
  }

  /// The comparisons that the samples of a run yield. A cell of which no block counts has none.
  init(of samples: [TrialRow], by plan: SummaryPlan) {
    self.init(of: Summary(of: samples, plan: plan).rows)
  }

  /// The comparisons of a plan, if the samples are not kept: each strategy on each primary metric,
  /// unless it has no result.
  init(of plan: RunPlan, without missing: [MissingResults], _ contenders: Contenders) {
    let comparison = plan.comparison
    let empty = missing.filter { $0.purpose == .cost && $0.resultsCount == 0 }
    keys = plan.cells.filter { $0.purpose == .cost }.map(\.cell).flatMap { cell in
      let strategies = plan.knownStrategies(for: cell, contenders).filter { name in
        !empty.contains { $0.cell == cell.name && $0.strategy == name }
      }
      return strategies.flatMap { strategy in
        comparison.primaryMetrics(in: cell.name).map {
          Key(cell: cell.name, strategy: strategy, metric: $0.name)
        }
      }
    }
    blocksCounts = [:]
  }

  /// What is wrong with a stored summary that must have these comparisons; nil if nothing is.
  func fault(of other: SummaryCoverage, isOfThisRelease: Bool) -> String? {
    difference(of: other, isOfThisRelease: isOfThisRelease).map { "is not whole: \($0)" }
      ?? differentCount(in: other).map { "and samples.csv disagree: \($0)" }
  }

  /// The comparisons that another summary lacks, has twice, or has in addition; nil if it is whole.
  ///
  /// A metric without any row was not known to the release that wrote the summary.
  private func difference(of other: SummaryCoverage, isOfThisRelease: Bool) -> String? {
    let found = Set(other.keys)
    if found.count < other.keys.count {
      return "it has \(other.keys.count - found.count) rows twice"
    }
    let known = Set(other.keys.map(\.metric)).union(Self.primary)
    let expected = keys.filter { isOfThisRelease || known.contains($0.metric) }
    let missing = expected.filter { !found.contains($0) }
    if let first = missing.first {
      return "it lacks \(missing.count) rows, the first of them \(first.strategy) in"
        + " \(first.cell) (\(first.metric))"
    }
    let cells = Set(keys.map(\.cell))
    let foreign = other.keys.first { !cells.contains($0.cell) }
    return foreign.map { "it has \($0.cell), of which the run says nothing" }
  }

  /// The first row that another summary makes from a different number of blocks, as samples.csv
  /// lost or gained rows later; nil if there is none.
  private func differentCount(in other: SummaryCoverage) -> String? {
    for key in keys {
      guard let own = blocksCounts[key], let found = other.blocksCounts[key], found != own
      else { continue }
      return "\(key.strategy) in \(key.cell) (\(key.metric)) is made from \(found) blocks, and"
        + " \(own) are there that count"
    }
    return nil
  }

  private static let primary: Set = [
    Metric.cpuPerOperation.name, Metric.wallPerOperation.name,
  ]
}
