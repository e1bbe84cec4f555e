public import CheckVerdicts
public import Report
internal import Statistics

/// The error rates of the check by its ledger, in a table and in sentences.
public struct LedgerReport: Sendable {
  public let summary: LedgerSummary
  /// The confidence of every bound.
  public let confidence: Double

  public init(_ summary: LedgerSummary, confidence: Double = 0.95) {
    self.summary = summary
    self.confidence = confidence
  }

  /// A line for each study: how many checks it has, how many ended as a regression, the bounds of
  /// that rate if the study is finished, and how many ended as an invalid instrument.
  var table: TextTable {
    TextTable(
      summary.studies,
      [
        .left("study") { Self.title($0.study) }, .left("strategy") { $0.study.strategy },
        .right("budget") { Self.budget($0.study) },
        .right("planned") { String($0.study.plannedCount) },
        .right("run") { String($0.finishedCount) }, .right("count") { String($0.countedCount) },
        .right("regressions") { String($0.regressionsCount) },
        .right("rate") { claim($0) == nil ? "" : Quantity.percent($0.rate) },
        .left("interval") { rates in
          claim(rates).map { "[\(Quantity.atLeast($0.low)), \(Quantity.atMost($0.high))]" } ?? ""
        },
        .right("invalid") { String($0.outcomes[.instrumentInvalid] ?? 0) },
        .left("revisions") { $0.revisions.map { String($0.prefix(7)) }.joined(separator: " ") },
        .left("machine") { $0.machines.joined(separator: "; ") },
      ])
  }

  /// The bounds that are claimed of a study; nil before its last check.
  private func claim(_ rates: LedgerSummary.StudyRates) -> ProportionBounds? {
    rates.isComplete ? rates.bounds(confidence: confidence) : nil
  }

  private static func budget(_ study: Study) -> String {
    Quantity.duration(study.budgetSeconds * 1e9)
  }

  /// A sentence for each study with the bound that it shows; of one that is not finished, that it
  /// shows nothing yet.
  var sentences: [String] {
    summary.studies.map { rates in
      sentence(rates) + (rates.study.processor.map { " On \($0)." } ?? "")
    }
  }

  private func sentence(_ rates: LedgerSummary.StudyRates) -> String {
    let title = "\(Self.title(rates.study)), \(Self.budget(rates.study)) each"
    guard rates.isComplete else {
      return "\(title): \(rates.plannedDoneCount) of \(rates.study.plannedCount) checks are "
        + "finished; nothing is claimed before the last."
    }
    let sure = Quantity.atLeast(confidence)
    switch rates.study.kind {
    case .falseAlarms, .underLoad:
      guard let bound = rates.upperBound(confidence: confidence) else { break }
      return "\(title): \(rates.regressionsCount) false alarms in \(rates.countedCount) checks "
        + "that could reject: a rate of at most \(Quantity.atMost(bound)), at \(sure)."
        + inconclusive(rates)
    case .power:
      guard let bound = rates.lowerBound(confidence: confidence) else { break }
      let largerCount = rates.leftOutCount - rates.shrunkCount
      let larger =
        largerCount == 0
        ? ""
        : " \(largerCount) more found a slowdown that they measured to be larger than was"
          + " injected, by over a tenth of it, and do not count."
      let shrunk =
        rates.shrunkCount == 0
        ? ""
        : " Nor do \(rates.shrunkCount) after which it cost less by over a fifth;"
          + " \(rates.shrunkFoundCount) of these had found it."
      return "\(title): found in \(rates.regressionsCount) of \(rates.countedCount) checks: "
        + "in at least \(Quantity.atLeast(bound)), at \(sure).\(wall(rates))\(larger)\(shrunk)"
    }
    return "\(title): no check could reject; the study shows nothing."
  }

  private func inconclusive(_ rates: LedgerSummary.StudyRates) -> String {
    rates.inconclusiveCount == 0
      ? "" : " \(rates.inconclusiveCount) of them ended inconclusive."
  }

  /// The rate by wall time, if the rows state its verdicts.
  private func wall(_ rates: LedgerSummary.StudyRates) -> String {
    let (found, all) = (rates.wallRegressionsCount, rates.wallJudgedCount)
    if all == 0 { return "" }
    let bound = ProportionBounds.lowerBound(
      successes: found, trials: all, confidence: confidence)
    return " That is by CPU time; by wall time in \(found) of \(all): in at least"
      + " \(Quantity.atLeast(bound))."
  }

  private static func title(_ study: Study) -> String {
    switch study.kind {
    case .falseAlarms: "identical arms"
    case .underLoad: "identical arms beside a busy process"
    case .power: "slowed by \(Quantity.digits(study.slowdownPercent)) %"
    }
  }

  public func terminal(_ style: TextStyle) -> String {
    table.terminal(style) + "\n" + sentences.map { $0 + "\n" }.joined()
  }

  public var markdown: String {
    table.markdown + "\n" + sentences.map { "- \($0)\n" }.joined()
  }
}
