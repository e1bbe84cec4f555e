internal import ModelChecker
internal import Report
internal import SessionGuards
internal import Verification

// What was found beside the searches, and how a violation is told.
extension VerifyText {
  /// The sequential story of each strategy: what it tried, or what it broke.
  var stories: String {
    let lines = result.stories.sorted { $0.key < $1.key }.flatMap { name, findings in
      let wrong = findings.compactMap { finding in
        finding.wrong.map { style.bad("  \(name), \(finding.chapter): ") + $0 }
      }
      return wrong.isEmpty ? ["  \(name): \(SequentialStory.tried(findings))"] : wrong
    }
    return (["In sequence, on the words that are measured"] + lines).joined(separator: "\n") + "\n"
  }

  /// What the threads of each stress found.
  var stresses: TextTable {
    var table = TextTable([
      ("strategy", .left), ("words", .left), ("plays", .right), ("seed", .right), ("found", .left),
    ])
    for report in result.stresses {
      let isBroken = report.violation != nil
      table.append([
        TextTable.Cell(report.strategy), TextTable.Cell(report.isBare ? "bare" : "delayed"),
        TextTable.Cell(Self.whole(report.plays)), TextTable.Cell("\(report.seed)"),
        TextTable.Cell(isBroken ? "BROKEN" : "nothing", isBroken ? .bad : .neutral),
      ])
    }
    return table
  }

  /// A violation, or what cannot be judged, and how to see it again.
  func told(_ finding: Finding) -> String {
    guard let violation = finding.violation else { return "" }
    let check = finding.check
    let lines = [
      style.bad("\(check.model.strategy.name) in \(check.scenario.name): ")
        + (finding.broken?.rawValue ?? Self.unbroken(violation)),
      "", "\(violation.trace)", violation.reason,
      violation.schedule.steps.isEmpty
        ? "no choice of the schedule leads there; run it again by"
        : "schedule \(violation.schedule), \(violation.effort); run it again by",
      "  \(finding.replayCommand)",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func unbroken(_ violation: ModelChecker.Violation) -> String {
    violation.kind == .broken
      ? "a rule that every program must keep" : "the model checker cannot judge it"
  }

  /// A guard that ended its process.
  func told(_ crash: GuardCrash) -> String {
    var lines = [style.bad("\(crash.strategy) is not proved: ") + "\(crash)"]
    if let command = crash.replayCommand { lines += ["run it again by", "  \(command)"] }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension Finding {
  /// The command that runs the violation again, in this very program.
  var replayCommand: String {
    VerifyCommand.replay(
      check.model.strategy.name, check.scenario.name, check.memory.rawValue,
      places: record.places, violation.map { "\($0.schedule)" } ?? "")
  }
}

extension GuardCrash {
  /// The command that runs the execution again; nil outside the model.
  var replayCommand: String? {
    place.map {
      VerifyCommand.replay(
        strategy, $0.scenario, $0.memory, places: $0.places, $0.schedule ?? "")
    }
  }
}

extension VerifyCommand {
  fileprivate static func replay(
    _ strategy: String, _ scenario: String, _ memory: String, places: [Int], _ schedule: String
  ) -> String {
    let isPlaced = places != Array(places.indices)
    let placed = isPlaced ? " --places \(places.map(String.init).joined(separator: ","))" : ""
    return "\(CommandLine.arguments[0]) verify --strategy \(strategy) --scenario \(scenario)"
      + " --memory \(memory)\(placed) --replay \"\(schedule)\""
  }
}
