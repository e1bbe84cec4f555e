internal import CheckVerdicts
internal import Probe
internal import Tables
internal import Trials

/// One of a check's two programs, and the strategies and scenarios that it lists.
struct CheckProgram {
  let path: String
  private let listing: Listing

  /// The part of the output of `list --format json` that a check reads.
  private struct Listing: Decodable {
    struct Strategy: Decodable {
      let name: String
      let isFloor: Bool
    }
    struct Scenario: Decodable {
      let name: String
    }
    let strategies: [Strategy]
    let scenarios: [Scenario]
  }

  /// Runs the program's `list`.
  init(at path: String, _ arm: CheckArm, unless stop: StopSignal) throws(RunFailure) {
    self.path = path
    let command = Command(path, ["list", "--format", "json"])
    let output = try CheckTool.run(command, within: .seconds(60), unless: stop)
    guard output.exit.isSuccess else {
      throw .failed("\(arm.rawValue) (\(path)) lists nothing: \(output.reason)")
    }
    do {
      listing = try JSONFile.decode(
        Listing.self, from: output.lines.joined(separator: "\n"), keys: .underscored)
    } catch {
      throw .failed("\(arm.rawValue) (\(path)) does not list what it has as JSON: \(error)")
    }
  }

  /// The strategies that guard sessions: all but the floor.
  var guards: [String] { listing.strategies.filter { !$0.isFloor }.map(\.name) }

  /// Whether the program can run a strategy in a cell.
  func has(_ subject: CheckSubject, in cell: Cell) -> Bool {
    listing.strategies.contains { $0.name == subject.strategy }
      && listing.scenarios.contains { $0.name == cell.scenario }
  }
}
