internal import Measurement

/// Which comparisons a run's summary has, and which it ought to have.
struct SummaryCoverage {
  private struct Key: Hashable {
    let cell: String
    let strategy: String
    let metric: String
  }

  /// In the order of the file that they come from.
  private let keys: [Key]

  /// What a stored summary has.
  init(of rows: [SummaryRow]) {
    keys = rows.map { Key(cell: $0.cell, strategy: $0.strategy, metric: $0.metric) }
  }

  /// What the samples of a run say; a cell of which no block counts says nothing.
  init(of samples: [Sample], by plan: SummaryPlan) {
    self.init(of: Summary(of: samples, plan: plan).rows)
  }

  /// What a plan compares, where the samples are not kept: each strategy on each primary metric.
  init(of plan: RunPlan, _ contenders: Contenders) {
    let comparison = plan.comparison
    keys = plan.cells.filter { $0.purpose == .cost }.map(\.cell).flatMap { cell in
      plan.knownStrategies(for: cell, contenders).flatMap { strategy in
        comparison.primaryMetrics(in: cell.name).map {
          Key(cell: cell.name, strategy: strategy, metric: $0.name)
        }
      }
    }
  }

  /// What another summary lacks of this, or has twice, or has besides; nil if it has it all.
  ///
  /// A metric that the summary has nowhere was not known to the release that wrote it.
  func fault(of other: SummaryCoverage, isOfThisRelease: Bool) -> String? {
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

  private static let primary: Set = [
    Metric.cpuPerOperation.name, Metric.wallPerOperation.name,
  ]
}
