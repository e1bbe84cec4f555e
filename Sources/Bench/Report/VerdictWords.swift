internal import Report
internal import Statistics
import TrialRows

/// The words and signs of verdicts, the same in every format.
enum VerdictWords {
  static let legend =
    "cost against the reference: < faster, > slower, = equivalent, ? cannot tell"

  static let oversubscribedSign = "†"
  static let oversubscribedLegend =
    "† more busy threads than cores: the scheduler is measured as well"

  static let disturbedSign = "‡"
  static let disturbedLegend =
    "‡ beside other work: other processes had a tenth of the processors or more"

  static func sign(_ verdict: Verdict) -> String {
    switch verdict {
    case .equivalent: "="
    case .faster: "<"
    case .slower: ">"
    case .cannotTell: "?"
    }
  }

  static func word(_ verdict: Verdict) -> String {
    verdict.rawValue.replacing("_", with: " ")
  }

  static func tone(_ verdict: Verdict?) -> TextTable.Tone {
    switch verdict {
    case .faster: .good
    case .slower: .bad
    case .equivalent: .neutral
    case .cannotTell, nil: .faint
    }
  }

  /// The verdict with its limitation: a real but small difference, or the effect that is not
  /// excluded.
  static func phrase(_ row: SummaryRow) -> String {
    guard let verdict = row.verdict else { return "" }
    if verdict == .equivalent, row.excludesOne == true {
      return "equivalent (yet \((row.ratio ?? 1) < 1 ? "below" : "above") 1)"
    }
    guard verdict == .cannotTell else { return word(verdict) }
    guard let largest = row.largestEffectNotExcluded else {
      return "cannot tell (too few blocks: \(agreement(row) ?? "\(row.pairsCount ?? 0)"))"
    }
    return "cannot tell (up to \(Quantity.ratio(largest)) not excluded)"
  }

  /// The verdict's sign and the ratio, for the table of all cells.
  static func short(_ row: SummaryRow) -> String {
    guard let ratio = row.ratio, let verdict = row.verdict else { return "" }
    return sign(verdict) + " " + Quantity.ratio(ratio) + (agreement(row).map { " (\($0))" } ?? "")
  }

  /// How many blocks agree if there are too few for an interval: "7 of 7 cheaper". Nil if there is
  /// an interval, and for rows of earlier releases, which lack these counts.
  static func agreement(_ row: SummaryRow) -> String? {
    guard row.verdict == .cannotTell, row.ratioLow == nil, let pairs = row.pairsCount,
      let cheaper = row.cheaperCount, let dearer = row.dearerCount
    else { return nil }
    return cheaper >= dearer
      ? "\(cheaper) of \(pairs) cheaper" : "\(dearer) of \(pairs) dearer"
  }
}
