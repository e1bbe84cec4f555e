public import Statistics
internal import Tables

/// The rates of the check by its ledger, with bounds that hold for any number of checks.
///
/// `LedgerRow.counts` decides which checks count.
public struct LedgerSummary: Sendable, Equatable {
  /// The counts of one study.
  public struct StudyRates: Sendable, Equatable {
    public let study: Study
    private let rows: [LedgerRow]
    /// The rows of the checks that count for the rate.
    private let counted: [LedgerRow]

    fileprivate init(_ study: Study, _ rows: [LedgerRow]) {
      self.study = study
      self.rows = rows
      counted = rows.filter(\.counts)
    }

    public var finishedCount: Int { rows.count }
    /// The planned checks among them.
    public var plannedDoneCount: Int { rows.count(where: \.fillsPlan) }
    /// The checks that count for the rate.
    public var countedCount: Int { counted.count }
    /// The checks that do not count.
    public var leftOutCount: Int { finishedCount - countedCount }
    /// Those that count and flagged what the study asks about (`LedgerRow.isHit`).
    public var regressionsCount: Int { counted.count(where: \.isHit) }
    /// Those that count and have a verdict on wall time.
    public var wallJudgedCount: Int { counted.count { $0.wall.verdict != nil } }
    /// Those of them that flagged it.
    public var wallRegressionsCount: Int { counted.count { $0.wall.verdict == .regression } }
    /// Those that count and ended inconclusive.
    public var inconclusiveCount: Int { counted.count { $0.outcome == .inconclusive } }
    /// The checks that do not count because their slowdown had shrunk by their end.
    public var shrunkCount: Int { rows.count(where: \.isShrunk) }
    /// Those of them that had found it.
    public var shrunkFoundCount: Int { rows.count { $0.isShrunk && $0.isHit } }
    /// The number of finished checks by outcome.
    public var outcomes: [CheckOutcome: Int] {
      Dictionary(grouping: rows, by: \.outcome).mapValues(\.count)
    }
    /// The machines, each once, as the rows name them.
    public var machines: [String] { rows.compactMap(\.machine).eachOnce }
    /// The revisions that were checked, each once.
    public var revisions: [String] { rows.compactMap(\.revision).eachOnce }

    /// Whether all planned checks are finished. Before that no bound is a claim.
    public var isComplete: Bool { plannedDoneCount == study.plannedCount }

    /// The share of the counted checks that flagged it; not-a-number if none counts.
    public var rate: Double { Double(regressionsCount) / Double(countedCount) }

    /// Both bounds of that share; nil if no check counts.
    public func bounds(confidence: Double = 0.95) -> ProportionBounds? {
      guard countedCount > 0 else { return nil }
      return ProportionBounds(
        successes: regressionsCount, trials: countedCount, confidence: confidence)
    }

    /// The one-sided upper bound of the rate, for claims about false alarms.
    public func upperBound(confidence: Double = 0.95) -> Double? {
      guard countedCount > 0 else { return nil }
      return ProportionBounds.upperBound(
        successes: regressionsCount, trials: countedCount, confidence: confidence)
    }

    /// The one-sided lower bound of the rate, for claims about power.
    public func lowerBound(confidence: Double = 0.95) -> Double? {
      guard countedCount > 0 else { return nil }
      return ProportionBounds.lowerBound(
        successes: regressionsCount, trials: countedCount, confidence: confidence)
    }
  }

  /// The studies in the order of their first rows.
  public let studies: [StudyRates]

  public init(of rows: [LedgerRow]) {
    studies = rows.grouped(by: \.study).map { StudyRates($0, $1) }
  }
}
