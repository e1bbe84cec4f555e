import Foundation
import GuardbenchCommands
import Probe
import Tables
import TestFolders
import Testing

@testable import Bench
@testable import Check
@testable import CheckVerdicts
@testable import TrialRows
@testable import Trials

/// What a check against a stored run plans, before anything is measured.
@Suite struct BaselineCheckTests {
  private let folder: TemporaryFolder
  private let stored: RunDirectory

  init() throws {
    folder = try TemporaryFolder()
    stored = RunDirectory(path: folder.path("stored"))
  }

  private func environment() throws -> RunEnvironment {
    RunEnvironment(
      contenders: .standard, launchers: TrialLaunchers([.guard: ScriptedLauncher()]),
      stop: try .install(), machine: try .current())
  }

  /// Stores a run with so many blocks, or with as many as its verdicts ask for, and plans a check
  /// against it.
  private func check(
    storedBlocks: Int? = 8, _ change: (inout CheckRequest) -> Void = { _ in }
  ) throws -> BaselineCheck {
    var run = RunRequest()
    run.strategies = ["mutex", "packed"]
    run.scenarios = ["sessions"]
    run.settings = ["sessions": ["100"]]
    run.blocks = storedBlocks
    var witness = Witness()
    _ = try BenchRun(
      beginning: run.plan(.standard), in: stored, environment()
    ).finish(&witness)
    var request = CheckRequest()
    request.settings = ["sessions": ["100"]]
    change(&request)
    return try BaselineCheck(request, against: stored.path, in: nil, environment())
  }

  @Test func `disturbed blocks are set aside, as pairs are`() throws {
    let check = try check()
    #expect(check.run.validity.disturbanceLimit == ValidityRule.standardLimit)
  }

  @Test(arguments: [60, 3600, 86_400.0])
  func `a plan of any budget can be read again`(seconds: Double) throws {
    let plan = try check { $0.budgetSeconds = seconds }.run
    #expect(plan.cells.allSatisfy { Limits.blocks.contains($0.blocks) })
    #expect(try JSONFile.decode(RunPlan.self, from: JSONFile.encode(plan)) == plan)
  }

  @Test func `the stored run says whether its verdicts decided how many blocks it has`() throws {
    #expect(try check(storedBlocks: nil).plan.storedMostBlocksCount == 48)
  }

  @Test func `a stored run with a fixed number of blocks says so`() throws {
    #expect(try check().plan.storedMostBlocksCount == nil)
  }
}
