internal import Report
internal import Statistics
internal import Tables
import TrialRows

/// Which strategy a kind of server should take, as far as one comparison says.
struct Choice: Sendable {
  let comparison: RunFindings.Comparison
  /// The cheapest of the strategies that are faster than the reference, and those that their
  /// intervals do not tell from it; the cheapest first. Empty if none is faster for certain.
  let cheapest: [SummaryRow]
  /// The contenders that are not faster for certain.
  let withoutGain: [SummaryRow]
  /// Whether no contender is faster for certain, and there is one.
  let gainsNothing: Bool
}

extension RunFindings {
  /// The choice at every comparison that has verdicts.
  var choices: [Choice] {
    comparisons.compactMap { comparison in
      let judged = rows(of: comparison).filter { $0.verdict != nil }
      if judged.isEmpty { return nil }
      let faster = judged.filter { $0.verdict == .faster && $0.strategy != question.floor }
        .sorted { ($0.ratio ?? 1) < ($1.ratio ?? 1) }
      let end = faster.first?.ratioHigh ?? 0
      let contenders = judged.filter { question.contenders.contains($0.strategy) }
      let withoutGain = contenders.filter { $0.verdict != .faster }
      return Choice(
        comparison: comparison, cheapest: faster.filter { ($0.ratioLow ?? 1) <= end },
        withoutGain: withoutGain,
        gainsNothing: !contenders.isEmpty && withoutGain.count == contenders.count)
    }
  }

  /// What is cheapest in the most places, and where doing without a lock gains nothing. Only of
  /// runs with several places to choose for.
  var choice: Answer.Section {
    let title = "Which guard for which server"
    let choices = choices
    guard choices.count > 2 else { return Answer.Section(title: title, sentences: []) }
    let places = choices.flatMap { $0.cheapest.map(\.strategy) }.grouped(by: { $0 })
    let most = places.map(\.members.count).max() ?? 0
    let names = places.filter { $0.members.count == most }.map(\.key).joined(separator: ", ")
    let widest =
      "Most often the cheapest, or not told from it: \(names) (\(most) of \(choices.count)"
      + " comparisons)."
    let without = choices.filter(\.gainsNothing).map(\.comparison.title)
    let lockFree =
      without.isEmpty
      ? "Some guard without a lock is faster than \(plan.reference) in every comparison."
      : "No guard without a lock is faster than \(plan.reference) for certain at "
        + without.joined(separator: ", ") + "."
    return Answer.Section(
      title: title,
      sentences: (most > 0 ? [widest] : []) + (question.contenders.isEmpty ? [] : [lockFree]))
  }
}
