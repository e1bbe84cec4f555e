internal import Foundation
internal import Proof
internal import Scenarios
internal import SessionGuards
internal import TrialRows
internal import Trials

/// What `guardbench list` prints.
struct Catalogue: Encodable {
  struct StrategyEntry: Encodable {
    let name: String
    let idea: String
    let closeRule: String
    let isExclusive: Bool
    let isFloor: Bool
    let source: String
    /// Whether it lends nothing, and so runs in no scenario that is built on leases.
    let isDelegation: Bool
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
    /// Whether it is built on leases, so that no delegation may run.
    let needsLeases: Bool
    let axes: [AxisEntry]
  }

  let strategies: [StrategyEntry]
  let scenarios: [ScenarioEntry]

  init(_ contenders: Contenders, _ verification: [String: StrategyVerification]) {
    strategies = contenders.all.map(\.strategy).map {
      StrategyEntry(
        name: $0.name, idea: $0.idea, closeRule: $0.closeRule.rawValue,
        isExclusive: $0.isExclusive, isFloor: $0.isFloor, source: $0.source,
        isDelegation: $0.isDelegation, participantLimit: $0.participantLimit,
        verification: verification[$0.name])
    }
    scenarios = ScenarioCatalogue.all.map { scenario in
      ScenarioEntry(
        name: scenario.name, tier: scenario.tier.rawValue, summary: scenario.summary,
        closesSessions: scenario.closesSessions, needsLeases: scenario.needsLeases,
        axes: scenario.defaults.axes.map { axis in
          AxisEntry(
            name: axis.name, meaning: axis.meaning,
            defaultValue: scenario.defaults.text(of: axis) ?? "")
        })
    }
  }

  /// Both lists, for a terminal of 100 columns.
  var text: String {
    var lines = ["Strategies"]
    lines += Self.lines(
      strategies.map { strategy in
        let limit = strategy.participantLimit.map { "; for at most \($0) threads" } ?? ""
        return (
          [
            strategy.name, "close: \(strategy.closeRule)",
            strategy.isExclusive ? "exclusive" : "shared", strategy.verification?.status.word ?? "",
          ], [strategy.idea + limit + (strategy.isDelegation ? "; guard tier only" : "")]
        )
      })
    if strategies.contains(where: { $0.verification?.status == .verified }) {
      lines += Self.wrapped("VERIFIED: \(Contenders.verifiedMeans)", indent: 2)
    }
    lines += ["", "Scenarios"]
    lines += Self.lines(
      scenarios.map { scenario in
        let axes = scenario.axes.map { "\($0.name)=\($0.defaultValue)" }
        return ([scenario.name, scenario.tier], [scenario.summary, axes.joined(separator: " ")])
      })
    return lines.joined(separator: "\n")
  }

  /// Entries with their cells in columns, and below each its texts.
  private static func lines(_ entries: [(cells: [String], texts: [String])]) -> [String] {
    let widths = (0..<(entries.first?.cells.count ?? 0)).map { column in
      entries.map { $0.cells[column].count }.max() ?? 0
    }
    return entries.flatMap { entry in
      let line = zip(entry.cells, widths).reduce("") { line, cell in
        line + "  " + cell.0.padding(toLength: cell.1, withPad: " ", startingAt: 0)
      }
      return [line.replacing(#/ +$/#, with: "")] + entry.texts.flatMap { wrapped($0, indent: 6) }
    }
  }

  /// The lines of a text, broken at spaces; a longer word has a line of its own.
  private static func wrapped(_ text: String, indent: Int, columns: Int = 100) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let line = lines.last, line.count + 1 + word.count <= columns {
        lines[lines.count - 1] = line + " " + word
      } else {
        lines.append(String(repeating: " ", count: indent) + word)
      }
    }
    return lines
  }
}
