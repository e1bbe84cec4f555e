import Foundation
import TestFolders
import Testing

/// What `check` watches, and how much of it, by what it is given to watch and the time it has.
@Suite struct CheckBudgetTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A check of the program with itself, without instructions.
  private func check(
    _ program: ScriptedProgram, _ arguments: [String]
  ) throws -> Program.Result {
    try Program.guardbench.run(try self.arguments(program) + arguments, in: folder.url)
  }

  private func arguments(_ program: ScriptedProgram) throws -> [String] {
    [
      "check", "--base-program", try program.write("base", in: folder), "--head-program",
      try program.write("head", in: folder), "--no-instructions", "--output", "check",
    ]
  }

  private var files: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(
        atPath: folder.url.appending(path: "check").path)
    }
  }

  @Test(arguments: [
    (nil, ["packed", "mutex", "own"], ["packed", "mutex"]), (nil, ["own"], ["own"]),
    ("all", ["packed", "mutex", "own"], ["packed", "mutex", "own"]),
  ])
  func `a few strategies are watched unless others are named`(
    asked: String?, has: [String], watched: [String]
  ) throws {
    var program = ScriptedProgram()
    program.strategies = has
    let result = try check(
      program,
      CheckCommandTests.steady + ["--seed", "7"] + (asked.map { ["--strategies", $0] } ?? []))
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    for name in has {
      #expect(result.output.contains("\n\(name) ") == watched.contains(name))
    }
  }

  @Test func `too few pairs to decide: exit 2, what would do, and nothing written`() throws {
    let result = try check(ScriptedProgram(), ["--strategies", "packed", "--pairs", "3"])
    #expect(result.exitCode == 2)
    #expect(result.errorOutput.contains("--pairs 3: "))
    #expect(result.errorOutput.contains("12 pairs in each cell"))
    #expect(throws: (any Error).self) { try files }
  }

  @Test func `a budget that is too short on any machine: exit 2, what would do, nothing written`()
    throws
  {
    let result = try check(ScriptedProgram(), ["--budget", "2s"])
    #expect(result.exitCode == 2)
    #expect(result.errorOutput.contains("--budget 2s: "))
    #expect(result.errorOutput.contains("give more than"))
    #expect(result.errorOutput.contains("or name fewer than these 2 strategies and cells"))
    #expect(throws: (any Error).self) { try files }
  }

  @Test func `a budget that this machine is too slow for: exit 4, what would do, every file`()
    throws
  {
    var program = ScriptedProgram()
    program.strategies = ["packed"]
    // Each trial takes as long as it takes here to use the budget up.
    program.beforeTrial = "sleep 0.3"
    let result = try check(program, ["--budget", "8s"])
    #expect(result.exitCode == 4, "\(result.errorOutput)")
    #expect(result.output.hasPrefix("Inconclusive: no pairs were run, as the fewest would have"))
    #expect(try files.count == 9)
    #expect(try folder.text("check/check.json").contains("\"needed_budget_s\""))
  }

  @Test func `an interrupt leaves whole rows and decides nothing`() throws {
    let rows = folder.url.appending(path: "check/samples.csv")
    let result = try Program.guardbench.run(
      try arguments(ScriptedProgram()) + ["--strategies", "packed", "--budget", "10m"],
      in: folder.url, signal: SIGINT
    ) {
      let text = (try? String(contentsOf: rows, encoding: .utf8)) ?? ""
      return text.count { $0.isNewline } > 5
    }
    #expect(result.exitCode == 130)
    #expect(result.errorOutput.contains("and nothing is decided"))
    let text = try folder.text("check/samples.csv")
    #expect(text.hasSuffix("\r\n"))
    // The header, and both arms of every pair.
    #expect(text.split(separator: "\r\n").count % 2 == 1)
  }
}
