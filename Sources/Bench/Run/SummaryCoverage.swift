internal import Scenarios
internal import TrialRows
internal import Trials

/// Which comparisons a run's summary has, and which it ought to have.
struct SummaryCoverage {
  private struct Key: Hashable {
    let cell: String
    let strategy: String
    let metric: String
  }

  /// In the order of the file that they come from.
  private let keys: [Key]
  /// The blocks that each row is made from; empty where only the plan is known.
  private let blocksCounts: [Key: Int]

  /// What a stored summary has.
  init(of rows: [SummaryRow]) {
    keys = rows.map { Key(cell: $0.cell, strategy: $0.strategy, metric: $0.metric) }
    blocksCounts = Dictionary(
      zip(keys, rows.map(\.blocksCount)), uniquingKeysWith: { first, _ in first })
  }

  /// What the samples of a run say; a cell of which no block counts says nothing.
  init(of samples: [TrialRow], by plan: SummaryPlan) {
    self.init(of: Summary(of: samples, plan: plan).rows)
  }

  /// What a plan compares, where the samples are not kept: each strategy on each primary metric,
  /// but where it has no result.
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

  /// What is wrong with a stored summary that ought to have this; nil if nothing.
  func fault(of other: SummaryCoverage, isOfThisRelease: Bool) -> String? {
    difference(of: other, isOfThisRelease: isOfThisRelease).map { "is not whole: \($0)" }
      ?? differentCount(in: other).map { "and samples.csv disagree: \($0)" }
  }

  /// What another summary lacks of this, or has twice, or has besides; nil if it has it all.
  ///
  /// A metric that the summary has nowhere was not known to the release that wrote it.
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

  /// The first row that another summary makes from another number of blocks: samples.csv lost or
  /// gained some after it was written. Nil if there is none.
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
