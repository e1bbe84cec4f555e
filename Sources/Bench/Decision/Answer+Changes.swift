internal import Report
import Statistics
import TrialRows

extension RunFindings {
  /// Where along an axis the verdict changes, and where the costs cross.
  var changes: Answer.Section {
    let trends = Trend.all(in: rows).filter { trend in
      question.contenders.contains(trend.rows[0].strategy)
    }
    let sentences = trends.compactMap { trend -> String? in
      let crossings = trend.crossovers.map { sentence($0, along: trend.axis) }
      let stretches = Self.stretches(of: trend)
      guard stretches.count > 1 || !crossings.isEmpty else { return nil }
      let first = trend.rows[0]
      let wall = first.metric == Self.wall ? ", wall time" : ""
      return "\(first.scenario), \(first.strategy)\(wall), along \(trend.axis.name): "
        + (stretches + crossings).joined(separator: "; ") + "."
    }
    return Answer.Section(title: "Where the answer changes", sentences: sentences)
  }

  /// The verdicts along an axis, one for each stretch of settings that share it.
  private static func stretches(of trend: Trend) -> [String] {
    var found: [(verdict: Verdict, from: Double, to: Double)] = []
    for row in trend.rows {
      guard let verdict = row.verdict else { continue }
      let setting = trend.setting(of: row)
      if let last = found.indices.last, found[last].verdict == verdict {
        found[last].to = setting
      } else {
        found.append((verdict, setting, setting))
      }
    }
    return found.map { stretch in
      let from = setting(stretch.from)
      let place =
        stretch.from == stretch.to ? "at \(from)" : "from \(from) to \(setting(stretch.to))"
      return "\(VerdictWords.word(stretch.verdict)) \(place)"
    }
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
