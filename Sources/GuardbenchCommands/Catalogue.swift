internal import Proof
internal import Scenarios
internal import SessionGuards
internal import TrialRows
internal import Trials

/// What `guardbench list` shows.
struct Catalogue: Encodable {
  struct StrategyEntry: Encodable {
    let name: String
    let idea: String
    let closeRule: String
    let isExclusive: Bool
    let isFloor: Bool
    let source: String
    /// Nil: as many as there are.
    let participantLimit: Int?
    /// Whether its source is proved.
    let verification: StrategyVerification?
  }

  struct AxisEntry: Encodable {
    let name: String
    let meaning: String
    let defaultValue: String
  }

  struct ScenarioEntry: Encodable {
    let name: String
    let tier: String
    let summary: String
    let closesSessions: Bool
    let axes: [AxisEntry]
  }

  let strategies: [StrategyEntry]
  let scenarios: [ScenarioEntry]

  init(_ contenders: Contenders, _ verification: [String: StrategyVerification]) {
    strategies = contenders.all.map(\.strategy).map {
      StrategyEntry(
        name: $0.name, idea: $0.idea, closeRule: $0.closeRule.rawValue,
        isExclusive: $0.isExclusive, isFloor: $0.isFloor, source: $0.source,
        participantLimit: $0.participantLimit, verification: verification[$0.name])
    }
    scenarios = ScenarioCatalogue.all.map { scenario in
      ScenarioEntry(
        name: scenario.name, tier: scenario.tier.rawValue, summary: scenario.summary,
        closesSessions: scenario.closesSessions,
        axes: scenario.defaults.axes.map { axis in
          AxisEntry(
            name: axis.name, meaning: axis.meaning,
            defaultValue: scenario.defaults.text(of: axis) ?? "")
        })
    }
  }

  /// Both lists, aligned for reading.
  var text: String {
    var lines = ["Strategies"]
    lines += aligned(
      strategies.map {
        [
          $0.name, "close: \($0.closeRule)", $0.isExclusive ? "exclusive" : "shared",
          $0.verification?.status.word ?? "",
          $0.idea + ($0.participantLimit.map { "; for at most \($0) threads" } ?? ""),
        ]
      })
    if strategies.contains(where: { $0.verification?.status == .verified }) {
      lines.append("  VERIFIED: \(Contenders.verifiedMeans)")
    }
    lines += ["", "Scenarios"]
    lines += aligned(
      scenarios.map { scenario in
        let axes = scenario.axes.map { "\($0.name)=\($0.defaultValue)" }
        return [scenario.name, scenario.tier, axes.joined(separator: " "), scenario.summary]
      })
    return lines.joined(separator: "\n")
  }

  private func aligned(_ rows: [[String]]) -> [String] {
    let widths = (0..<(rows.first?.count ?? 0)).map { column in
      rows.map { $0[column].count }.max() ?? 0
    }
    return rows.map { row in
      let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      return "  " + cells.joined(separator: "  ")
    }
  }
}
