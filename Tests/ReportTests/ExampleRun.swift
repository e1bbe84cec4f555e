import Foundation
import TrialRows

@testable import Bench
@testable import Probe
@testable import Tables

/// A small run whose true costs are round numbers, so that its reports can be checked by hand.
enum ExampleRun {
  static let plan = SummaryPlan(
    strategies: ["unguarded", "mutex", "packed", "flag-count"],
    cellsWithWallVerdict: ["sessions/1"], guardShareCell: "sessions/10000")

  static let question = Question(
    claimCell: "sessions/10000", contenders: ["flag-count", "packed"], floor: "unguarded")

  /// CPU per operation in nanoseconds, with the same factor in every block except in `echo/64`.
  private static let costs: [(cell: String, sessions: Int?, costs: [String: Double])] = [
    ("sessions/1", 1, ["unguarded": 5, "mutex": 80, "packed": 120, "flag-count": 80.8]),
    ("sessions/10000", 10_000, ["unguarded": 5, "mutex": 20, "packed": 15, "flag-count": 20.2]),
    ("echo/64", nil, ["unguarded": 980, "mutex": 1000, "packed": 995, "flag-count": 1000]),
  ]

  static func samples(blocks: Int = 24) -> [TrialRow] {
    costs.flatMap { cell, sessions, costs in
      (0..<blocks).flatMap { block in
        plan.strategies.enumerated().map { position, strategy in
          let isEcho = sessions == nil
          let wobble = isEcho && strategy == "packed" ? 1 + 0.04 * Double(block % 3 - 1) : 1
          var sample = TrialRow(
            runID: "example", block: block, position: position, cell: cell,
            scenario: isEcho ? "echo" : "sessions", tier: isEcho ? .server : .guard,
            strategy: strategy)
          sample.setting.sessions = sessions
          sample.setting.threads = 2
          sample.setting.depth = isEcho ? 64 : nil
          sample.operationsCount = 1_000_000
          sample.cpuNanoseconds = Int(costs[strategy, default: 0] * wobble * 1e6)
          sample.wallNanoseconds = sample.cpuNanoseconds.map { $0 / 2 }
          return sample
        }
      }
    } + conflicts + waits
  }

  private static var waits: [TrialRow] {
    [("mutex", 412_000), ("packed", 0)].map { strategy, counted in
      var sample = TrialRow(
        runID: "example", block: 0, position: 0, cell: "contended", scenario: "contended",
        tier: .guard, strategy: strategy)
      sample.purpose = .futexes
      sample.setting.threads = 2
      sample.operationsCount = 1_000_000
      sample.futexWaitsCount = counted
      return sample
    }
  }

  private static var conflicts: [TrialRow] {
    [(1, 300_000, 290_000.0), (10_000, 31, 28.5)].map { sessions, counted, predicted in
      var sample = TrialRow(
        runID: "example", block: 0, position: 0, cell: "sessions/\(sessions)",
        scenario: "sessions", tier: .guard, strategy: "mutex")
      sample.purpose = .conflicts
      sample.setting.sessions = sessions
      sample.setting.threads = 2
      sample.operationsCount = 1_000_000
      sample.conflictsCount = counted
      sample.conflictsPredicted = predicted
      return sample
    }
  }

  static func findings(_ samples: [TrialRow] = samples()) -> RunFindings {
    RunFindings(rows: Summary(of: samples, plan: plan).rows, plan: plan, question: question)
  }

  static var manifest: RunManifest {
    var machine = MachineRecord()
    machine.cpuModel = "Example CPU"
    machine.coresCount = 2
    machine.kernel = "6.1"
    machine.toolchain = "Swift 6.3"
    machine.buildFlags = ["-c", "release"]
    var manifest = RunManifest(
      runID: "example", profile: "quick", seed: 7, arguments: ["bench", "--seed", "7"],
      startedAt: Date(timeIntervalSince1970: 0), cells: [], comparison: plan, machine: machine)
    manifest.outcome = .complete
    manifest.gitRevision = "abc1234"
    return manifest
  }
}
