internal import ModelChecker
internal import Report
internal import SessionGuards
internal import Statistics
internal import Verification

/// The findings of a verification as text for a terminal.
struct VerifyText {
  let result: VerifyResult
  let style: TextStyle
  private let shape: VerifyShape?

  init(_ result: VerifyResult, _ style: TextStyle, _ shape: VerifyShape?) {
    self.result = result
    self.style = style
    self.shape = shape
  }

  var text: String {
    var parts: [String] = []
    if !result.strategies.isEmpty { parts.append(searches.terminal(style)) }
    if !drawn.rows.isEmpty { parts.append(drawn.terminal(style)) }
    if !result.weakenings.isEmpty { parts.append(orders) }
    if !result.stories.isEmpty { parts.append(stories) }
    if !result.stresses.isEmpty { parts.append(stresses.terminal(style)) }
    parts += result.strategies.map(contract)
    if !result.plan.absences.isEmpty { parts.append(absences) }
    if let shape { parts.append(shape.text(style)) }
    parts += result.strategies.flatMap(\.violations).map(told)
    parts += result.strategies.compactMap(\.unsupported).map(told)
    parts += result.stresses.compactMap(\.violation).map { style.bad("\($0)") + "\n" }
    parts += result.crashes.map(told)
    return (parts + [effort]).joined(separator: "\n")
  }

  private var effort: String {
    let rate = Double(result.executions) / max(result.seconds, 0.001)
    let seconds = (result.seconds * 10).rounded() / 10
    let threads = result.threadsCount == 1 ? "one thread" : "\(result.threadsCount) threads"
    return "\(Self.whole(result.executions)) executions in \(seconds) s on \(threads),"
      + " \(Quantity.whole(rate)) a second"
  }

  static func whole(_ count: Int) -> String { Quantity.whole(Double(count)) }
}

// MARK: What was searched.
extension VerifyText {
  /// How many executions there are, scenario by scenario.
  private var searches: TextTable {
    let proofs = result.strategies.flatMap(\.findings).filter(\.check.isExhaustive)
    let memories = MemoryModel.allCases.filter { memory in
      proofs.contains { $0.check.memory == memory }
    }
    var table = TextTable(
      [("strategy", .left), ("scenario", .left)] + memories.map { ($0.rawValue, .right) })
    for found in result.strategies {
      for scenario in Verification.Scenario.all {
        let row = found.findings.filter {
          $0.check.isExhaustive && $0.check.scenario.name == scenario.name
        }
        if row.isEmpty { continue }
        table.append(
          [TextTable.Cell(found.strategy.name), TextTable.Cell(scenario.name)]
            + memories.map { memory in cell(row.first { $0.check.memory == memory }) })
      }
    }
    return table
  }

  private func cell(_ finding: Finding?) -> TextTable.Cell {
    guard let finding else { return TextTable.Cell("–", .faint) }
    return switch finding.verdict {
    case .proved, .unbroken: TextTable.Cell(Self.whole(finding.executions))
    case .violated: TextTable.Cell("BROKEN", .bad)
    case .unfinished: TextTable.Cell("gave up at \(Self.whole(finding.executions))", .bad)
    case .unsupported: TextTable.Cell("cannot be judged", .bad)
    }
  }

  /// The searches that draw their executions.
  private var drawn: TextTable {
    var table = TextTable([
      ("strategy", .left), ("scenario", .left), ("executions drawn", .right), ("by", .left),
      ("found", .left),
    ])
    for finding in result.strategies.flatMap(\.findings) where !finding.check.isExhaustive {
      let isBroken = finding.verdict == .violated
      table.append([
        TextTable.Cell(finding.check.model.strategy.name),
        TextTable.Cell(finding.check.scenario.name),
        TextTable.Cell(Self.whole(finding.executions)),
        TextTable.Cell(finding.check.search.name),
        TextTable.Cell(isBroken ? "BROKEN" : "nothing", isBroken ? .bad : .neutral),
      ])
    }
    return table
  }

  /// What became of each order that was weakened.
  private var orders: String {
    let survivors = result.weakenings.filter { $0.death == nil }
    let shown = result.weakenings.count - survivors.count
    let lines = survivors.map {
      "  \($0.strategy), \($0.weakening): "
        + ($0.isComplete ? "no scenario shows that it is needed" : "a search gave up")
    }
    return
      (["\(shown) of \(result.weakenings.count) orders, weakened alone, break a promise"] + lines)
      .joined(separator: "\n") + "\n"
  }
}

// MARK: What it says of the contract.
extension VerifyText {
  private func contract(_ found: StrategyFindings) -> String {
    let name = found.strategy.name
    let title =
      switch found.verdict {
      case .proved:
        style.good(
          "\(name) keeps its contract" + (result.plan.isWhole ? "" : " in what was searched"))
      case .unbroken: "\(name): nothing found, nothing proved"
      case .violated: style.bad("\(name) BREAKS its contract")
      case .unfinished, .unsupported: style.bad("\(name) is not proved")
      }
    let lines = Promise.allCases.map { promise in
      "  \(promise.number.map(String.init) ?? "–") \(promise.sentence): "
        + words(found.judgement(of: promise))
    }
    return ([title] + lines).joined(separator: "\n") + "\n"
  }

  private func words(_ judgement: StrategyFindings.Judgement) -> String {
    switch judgement {
    case .holds(let executions, let scenarios, let reach):
      "holds in \(Self.whole(executions)) executions of \(scenarios) "
        + (scenarios == 1 ? "scenario: " : "scenarios: ") + "\(reach)"
    case .broken(let finding):
      style.bad("BROKEN in \(finding.check.scenario.name), \(finding.check.memory.rawValue) memory")
    case .open: "not shown, a search ended before it had seen everything"
    case .untried: "no scenario of these tries it"
    case .notPromised: "not promised"
    }
  }

  private var absences: String {
    result.plan.absences.map { absence in
      "\(absence.strategy) is \(absence.isExempt ? "EXEMPT" : "UNVERIFIED"): \(absence.reason)\n"
    }.joined()
  }
}

extension Search {
  /// What it does, in a few words.
  var name: String {
    switch self {
    case .everyTrace: "every trace"
    case .everySchedule: "every schedule"
    case .randomWalk(let seed, _): "random walk, seed \(seed)"
    case .priorities(let depth, let seed, _): "priorities of depth \(depth), seed \(seed)"
    case .replay: "replay"
    }
  }
}
