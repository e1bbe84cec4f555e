import Foundation
import TestFolders
import Testing

/// What `check` must not get wrong, whatever is wrong with what it compares: each exit code has
/// programs that lead to it.
@Suite struct CheckCommandTests {
  private let folder: TemporaryFolder

  /// As many pairs as a decision takes, however busy the machine is with other tests.
  static let steady = ["--no-instructions", "--pairs", "14", "--disturbance", "9"]

  init() throws { folder = try TemporaryFolder() }

  private func check(
    _ base: ScriptedProgram = ScriptedProgram(), _ head: ScriptedProgram = ScriptedProgram(),
    strategies: String = "packed", _ arguments: [String] = []
  ) throws -> Program.Result {
    let paths = (try base.write("base", in: folder), try head.write("head", in: folder))
    return try Program.guardbench.run(
      [
        "check", "--base-program", paths.0, "--head-program", paths.1, "--strategies", strategies,
        "--output", "check", "--seed", "7",
      ] + Self.steady + arguments, in: folder.url)
  }

  private var files: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(
        atPath: folder.url.appending(path: "check").path
      ).sorted()
    }
  }

  @Test func `programs that cost the same pass, and leave every file`() throws {
    let result = try check()
    #expect(result.exitCode == 0)
    #expect(result.output.hasPrefix("Pass: the largest slowdown not excluded is +"))
    #expect(
      try files == [
        "base.txt", "check.json", "comparison.csv", "counts.csv", "head.txt", "junit.xml",
        "report.md", "report.txt", "samples.csv",
      ])
    #expect(try folder.text("check/report.txt") == result.output + "\n")
  }

  @Test func `a head that costs six percent more is a regression`() throws {
    var head = ScriptedProgram()
    head.cost = 1060
    let result = try check(ScriptedProgram(), head)
    #expect(result.exitCode == 3)
    #expect(result.output.hasPrefix("Regression: packed in sessions/sessions=10000, CPU +"))
    #expect(result.complaints.contains { $0.hasPrefix("fresh stage") })
  }

  @Test func `a head that costs less passes and is told as better`() throws {
    var head = ScriptedProgram()
    head.cost = 900
    let result = try check(ScriptedProgram(), head)
    #expect(result.exitCode == 0)
    #expect(result.output.contains("Improved: packed"))
  }

  @Test func `between the limits nothing is guessed`() throws {
    var head = ScriptedProgram()
    head.cost = 1070
    // Half of base's trials cost as much as head's.
    var base = ScriptedProgram()
    base.beforeTrial = "if [ $((trials % 2)) = 0 ]; then cost=$((cost + cost * 7 / 100)); fi"
    let result = try check(base, head)
    #expect(result.exitCode == 4)
    #expect(result.output.hasPrefix("Inconclusive: "))
  }

  @Test func `a slowed control that is slowed no more, once it was tuned, invalidates the check`()
    throws
  {
    var base = ScriptedProgram()
    // Two trials show what it can count, ten tune the control.
    base.beforeTrial = "if [ $trials -gt 12 ]; then cost=\(1000 * 1000); fi"
    let result = try check(base)
    #expect(result.exitCode == 5)
    #expect(result.output.contains("an arm tuned to be at least 20 % slower not seen"))
  }

  @Test func `a control that no step slows invalidates the check`() throws {
    var base = ScriptedProgram()
    base.stepCost = 0
    let result = try check(base)
    #expect(result.exitCode == 5)
  }

  @Test func `a strategy that head has lost: exit 1, and it says which`() throws {
    var head = ScriptedProgram()
    head.strategies = ["mutex"]
    let result = try check(ScriptedProgram(), head)
    #expect(result.exitCode == 1)
    #expect(result.output.contains("packed in sessions/sessions=10000: base has it, head does not"))
  }

  @Test func `a strategy that only head has is listed and not judged`() throws {
    var head = ScriptedProgram()
    head.strategies += ["newest"]
    let result = try check(ScriptedProgram(), head, strategies: "packed,newest")
    #expect(result.exitCode == 0)
    #expect(result.output.contains("New in head, not judged: newest"))
  }

  @Test func `a program that cannot be started: exit 1, and why in one line`() throws {
    let folder = try TemporaryFolder()
    try Data("words".utf8).write(to: folder.url.appending(path: "text"))
    for (name, reason) in [
      ("none", "No such file"), ("text", "not executable"), ("", "which is a folder"),
    ] {
      let path = folder.path(name)
      let result = try Program.guardbench.run(
        ["check", "--base-program", path, "--head-program", path], in: folder.url)
      #expect(result.exitCode == 1 && result.complaints.count == 1)
      #expect(result.errorOutput.hasPrefix("guardbench: cannot start \(path)"))
      #expect(result.errorOutput.contains(reason))
    }
  }

  @Test func `a child that is killed: exit 1, never a verdict`() throws {
    var head = ScriptedProgram()
    head.beforeTrial = "if [ $trials -gt 9 ]; then kill -9 $$; fi"
    let result = try check(ScriptedProgram(), head)
    #expect(result.exitCode == 1)
    #expect(result.output.hasPrefix("Harness error: packed in sessions/sessions=10000: "))
    #expect(result.output.contains("signal 9"))
    #expect(try files.contains("junit.xml"))
  }

  @Test func `a program that answers nonsense: exit 1`() throws {
    var head = ScriptedProgram()
    head.beforeTrial = "echo nonsense; exit 0"
    let result = try check(ScriptedProgram(), head)
    #expect(result.exitCode == 1)
    #expect(result.errorOutput.contains("printed no GuardReport: nonsense"))
  }

  @Test func `a lifetime violation outweighs any cost: exit 6`() throws {
    var head = ScriptedProgram()
    head.violations =
      "[{\"detail\":\"once more\",\"generation\":3,\"kind\":\"reclaimed twice\","
      + "\"slot\":1}]"
    let result = try check(ScriptedProgram(), head)
    #expect(result.exitCode == 6)
    #expect(result.errorOutput.contains("lifetime violation: packed in sessions"))
    #expect(result.errorOutput.contains("of head"))
  }

  @Test func `a violation in a control is base's, whichever arm of it that was`() throws {
    var base = ScriptedProgram()
    base.violations =
      "[{\"detail\":\"once more\",\"generation\":3,\"kind\":\"reclaimed twice\","
      + "\"slot\":1}]"
    base.beforeTrial = "if [ $steps = 0 ]; then violations='[]'; count=0; fi"
    let result = try check(base)
    #expect(result.exitCode == 6)
    #expect(result.errorOutput.contains("of base"))
  }

  @Test func `a violation that is counted and not named is one`() throws {
    var head = ScriptedProgram()
    head.beforeTrial = "count=2"
    let result = try check(ScriptedProgram(), head)
    #expect(result.exitCode == 6)
    #expect(result.errorOutput.contains("2 violations in this trial"))
  }

  @Test func `a head that counts its allocations no more: exit 1, no pass without them`() throws {
    var silent = ScriptedProgram()
    silent.allocations = "null"
    let lost = try check(ScriptedProgram(), silent)
    #expect(lost.exitCode == 1)
    #expect(lost.errorOutput.contains("base counts allocations, and head does not"))
  }

  @Test func `what neither program counts is named in the report`() throws {
    var silent = ScriptedProgram()
    silent.allocations = "null"
    let result = try check(silent, silent)
    #expect(result.exitCode == 0)
    #expect(result.output.contains("Not compared: instructions, allocations."))
  }

  @Test func `a cell that head has lost: exit 1, and it says which`() throws {
    var head = ScriptedProgram()
    head.scenarios = ["echo"]
    let result = try check(ScriptedProgram(), head)
    #expect(result.exitCode == 1)
    #expect(result.output.contains("packed in sessions/sessions=10000: base has it, head does not"))
  }

  @Test func `a folder that holds something is not written into`() throws {
    _ = try check()
    let before = try folder.text("check/samples.csv")
    let result = try check()
    #expect(result.exitCode == 1)
    #expect(result.errorOutput.contains("check is not empty: nothing was written"))
    #expect(try folder.text("check/samples.csv") == before)
  }

  @Test(arguments: [
    ([], "name one thing to compare with:"),
    (["--base", "HEAD", "--baseline", "x"], "name one thing to compare with:"),
    (["--base", "HEAD", "--budget", "soon"], "--budget soon: expected a time"),
    (["--base", "HEAD", "--scenarios", "sesions"], "did you mean 'sessions'?"),
    (["--base", "HEAD", "--strategies", ","], "--strategies ,: expected names"),
    (["--base", "HEAD", "--strategies", "mailbox"], "--strategies mailbox: it lends nothing"),
    (["--base", "HEAD", "--duration", "0"], "--duration 0.0: expected seconds"),
    (["--baseline", "x", "--pairs", "20"], "--pairs: a stored run is compared block by block"),
    (["--baseline", "x", "--no-instructions", "--disturbance", "1"], "--disturbance, --no-instr"),
  ])
  func `a request that cannot be: one line, exit 2`(_ arguments: [String], _ line: String) throws {
    let result = try Program.guardbench.run(["check"] + arguments, in: folder.url)
    #expect(result.exitCode == 2)
    #expect(result.errorOutput.contains(line))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
  }

  @Test func `no repository, no revision: told before anything is built`() throws {
    let result = try Program.guardbench.run(["check", "--base", "HEAD"], in: folder.url)
    #expect(result.exitCode == 1)
    #expect(result.errorOutput.contains("no git repository here"))
  }
}
