internal import Report
import Statistics
internal import Tables
import TrialRows

extension RunFindings {
  /// Where along an axis the verdict changes, and where the costs cross; and where they do not.
  var changes: Answer.Section {
    let trends = Trend.all(in: rows).filter { trend in
      question.contenders.contains(trend.rows[0].strategy)
    }
    var changing: [String] = []
    var steady: [(trend: Trend, verdict: Verdict)] = []
    for trend in trends {
      let stretches = Self.stretches(of: trend)
      let crossings = trend.crossovers.map { sentence($0, along: trend.axis) }
      if stretches.count == 1, crossings.isEmpty {
        steady.append((trend, stretches[0].verdict))
        continue
      }
      let first = trend.rows[0]
      changing.append(
        "\(first.scenario), \(first.strategy)\(Self.wallMark(trend)), along \(trend.axis.name): "
          + (stretches.map(\.words) + crossings).joined(separator: "; ") + ".")
    }
    return Answer.Section(
      title: "Where the answer changes", sentences: changing + Self.steadySentences(steady))
  }

  /// One sentence for each axis along which strategies keep their verdicts.
  private static func steadySentences(_ steady: [(trend: Trend, verdict: Verdict)]) -> [String] {
    let titled = steady.map { trend, verdict in
      let places = trend.rows.map { trend.setting(of: $0) }
      let range = "\(setting(places[0])) to \(setting(places[places.count - 1]))"
      let title = "\(trend.rows[0].scenario)\(wallMark(trend)), along \(trend.axis.name)"
      let words = "\(trend.rows[0].strategy) \(VerdictWords.word(verdict))"
      return (title: "\(title): no change from \(range)", words: words)
    }
    return titled.grouped(by: \.title).map { title, found in
      "\(title): \(found.map(\.words).joined(separator: ", "))."
    }
  }

  private static func wallMark(_ trend: Trend) -> String {
    trend.rows[0].metric == wall ? ", wall time" : ""
  }

  /// A run of settings along an axis that share a verdict.
  private struct Stretch {
    let verdict: Verdict
    let from: Double
    var to: Double

    var words: String {
      let from = RunFindings.setting(from)
      let place = self.from == to ? "at \(from)" : "from \(from) to \(RunFindings.setting(to))"
      return "\(VerdictWords.word(verdict)) \(place)"
    }
  }

  /// The verdicts along an axis, one for each stretch of settings that share it.
  private static func stretches(of trend: Trend) -> [Stretch] {
    var found: [Stretch] = []
    for row in trend.rows {
      guard let verdict = row.verdict else { continue }
      let setting = trend.setting(of: row)
      if let last = found.indices.last, found[last].verdict == verdict {
        found[last].to = setting
      } else {
        found.append(Stretch(verdict: verdict, from: setting, to: setting))
      }
    }
    return found
  }

  private func sentence(_ crossover: Crossover, along axis: Axis) -> String {
    let place =
      "\(Self.setting(crossover.estimate)) "
      + "[\(Self.setting(crossover.low)), \(Self.setting(crossover.high))] \(axis.name)"
    return crossover.sideAfter == .above
      ? "dearer than \(plan.reference) from \(place) on"
      : "cheaper than \(plan.reference) from \(place) on"
  }

  /// A place on an axis in digits, without a fraction if it is large.
  private static func setting(_ value: Double) -> String {
    value >= 10 || value == value.rounded() ? Quantity.whole(value) : Quantity.digits(value)
  }
}
