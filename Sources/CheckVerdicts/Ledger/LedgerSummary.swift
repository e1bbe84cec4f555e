public import Statistics
internal import Tables

/// What a ledger says of the check: its rates, with bounds that hold for any number of checks.
///
/// `LedgerRow.counts` says which checks they are of.
public struct LedgerSummary: Sendable, Equatable {
  /// One study's counts.
  public struct StudyRates: Sendable, Equatable {
    public let study: Study
    public let finishedCount: Int
    /// How many of them are of those that were planned.
    public let plannedDoneCount: Int
    /// The checks that count.
    public let countedCount: Int
    /// Those of them that flagged what the study asks about: CPU time, if a slowdown is injected.
    public let regressionsCount: Int
    /// Those that count and tell what they said of wall time.
    public let wallJudgedCount: Int
    /// Those of them that flagged it.
    public let wallRegressionsCount: Int
    /// Those that count and ended inconclusive.
    public let inconclusiveCount: Int
    /// Checks that do not count as their slowdown had shrunk by their end.
    public let shrunkCount: Int
    /// Those of them that had found it.
    public let shrunkFoundCount: Int
    /// Checks that say nothing of the rate.
    public var leftOutCount: Int { finishedCount - countedCount }
    /// All finished checks by what they came to.
    public let outcomes: [CheckOutcome: Int]
    /// What it ran on, each once, as the rows name it.
    public let machines: [String]
    /// What was checked, each once: rows of several revisions stand beside each other.
    public let revisions: [String]

    /// Whether the planned checks are finished; before that no bound is a claim.
    public var isComplete: Bool { plannedDoneCount == study.plannedCount }

    /// The share of checks that flagged it; of none it is not a number.
    public var rate: Double { Double(regressionsCount) / Double(countedCount) }

    /// Both bounds of that share; nil if no check counts.
    public func bounds(confidence: Double = 0.95) -> ProportionBounds? {
      guard countedCount > 0 else { return nil }
      return ProportionBounds(
        successes: regressionsCount, trials: countedCount, confidence: confidence)
    }

    /// The rate is at most this, one-sided: what a claim about false alarms rests on.
    public func upperBound(confidence: Double = 0.95) -> Double? {
      guard countedCount > 0 else { return nil }
      return ProportionBounds.upperBound(
        successes: regressionsCount, trials: countedCount, confidence: confidence)
    }

    /// The rate is at least this, one-sided: what a claim about power rests on.
    public func lowerBound(confidence: Double = 0.95) -> Double? {
      guard countedCount > 0 else { return nil }
      return ProportionBounds.lowerBound(
        successes: regressionsCount, trials: countedCount, confidence: confidence)
    }
  }

  /// The studies in the order in which they begin in the ledger.
  public let studies: [StudyRates]

  public init(of rows: [LedgerRow]) {
    studies = rows.grouped(by: \.study).map { study, members in
      let counted = members.filter(\.counts)
      return StudyRates(
        study: study, finishedCount: members.count,
        plannedDoneCount: members.count(where: \.fillsPlan), countedCount: counted.count,
        regressionsCount: counted.count(where: \.isHit),
        wallJudgedCount: counted.count { $0.wall.verdict != nil },
        wallRegressionsCount: counted.count { $0.wall.verdict == .regression },
        inconclusiveCount: counted.count { $0.outcome == .inconclusive },
        shrunkCount: members.count(where: \.isShrunk),
        shrunkFoundCount: members.count { $0.isShrunk && $0.isHit },
        outcomes: Dictionary(grouping: members, by: \.outcome).mapValues(\.count),
        machines: members.compactMap(\.machine).eachOnce,
        revisions: members.compactMap(\.revision).eachOnce)
    }
  }
}
