import Foundation
import Glibc
import Probe
import TestFolders
import Testing

/// The command `verify`, as a user runs it.
@Suite struct VerifyTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// As much of its JSON as matters here.
  private struct Output: Decodable {
    struct Strategy: Decodable {
      let strategy: String
      let verdict: String
      let promises: [Sentence]?
      let searches: [Search]?
    }
    struct Sentence: Decodable {
      let promise: String
      let verdict: String
    }
    struct Search: Decodable {
      let scenario: String
      let memory: String
      let verdict: String
      let executions_count: Int
      let violation: Violation?
    }
    struct Violation: Decodable {
      struct Step: Decodable { let thread: String }
      let reason: String
      let schedule: String
      let trace: [Step]
      let replay_command: String
    }
    let outcome: String
    let strategies: [Strategy]
  }

  private func run(
    _ program: Program, _ arguments: [String]
  ) throws -> Program.Result {
    try program.run(["verify"] + arguments, in: folder.url)
  }

  private func run(_ arguments: [String]) throws -> Program.Result {
    try run(.guardbench, arguments)
  }

  private func output(of result: Program.Result) throws -> Output {
    try JSONDecoder().decode(Output.self, from: Data(result.output.utf8))
  }

  private var files: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.url.path) }
  }

  @Test func `what is proved is said sentence by sentence, and exits 0`() throws {
    let result = try run(["--strategy", "mutex", "--scenario", "one-sender,live-session"])
    #expect(result.exitCode == 0)
    #expect(result.output.contains("mutex keeps its contract in what was searched\n"))
    let sentence = "  1 while a lease is out, its slot is not reclaimed: holds in "
    let rest = try #require(result.output.split(separator: sentence).last)
    let reach = /[\d,]+ executions of 1 scenario: up to 2 threads, \d+ acts of each, 1 gen/
    #expect(rest.prefixMatch(of: reach) != nil)
    #expect(result.output.contains(/mutex +one-sender +[\d,]+ +[\d,]+\n/))
    #expect(!(result.output + result.errorOutput).contains("\u{1B}"))
    #expect(!result.errorOutput.contains("\r"))
    #expect(result.errorOutput.contains("no certificate is given"))
    #expect(try files == [])
  }

  @Test(arguments: [
    ["--strategy", "pakced"], ["--scenario", "two-sender"], ["--memory", "weak"],
    ["--limit", "0"], ["--replay", "AB"], ["--scenario", "crowd"],
    ["--strategy", "packed", "--scenario", "one-sender", "--replay", "C2"],
    ["--strategy", "stdlib-mutex", "--scenario", "one-sender", "--replay", "AB"],
    ["--strategy", "packed", "--scenario", "one-sender", "--replay", "AB", "--deep"],
    ["--rate", "--format", "json"], ["--rate", "--strategy", "packed"],
    ["--rate", "--certificates", "kept.json"], ["--seed", "7"],
    [
      "--strategy", "packed", "--scenario", "one-sender", "--replay", "AB", "--certificates",
      "kept.json",
    ],
    ["--deep", "--memory", "sequential"], ["--deep", "--scenario", "two-senders"],
  ])
  func `what there is not: one line, exit 2`(arguments: [String]) throws {
    let result = try run(arguments)
    #expect(result.exitCode == 2)
    #expect(result.output == "")
    #expect(result.complaints.count == 1)
    #expect(try files == [])
  }

  @Test func `an unknown name is answered with those there are`() throws {
    let strategy = try run(["--strategy", "pakced"]).errorOutput
    #expect(strategy.contains("did you mean 'packed'?") && strategy.contains("flag-count"))
    let scenario = try run(["--scenario", "nowhere"]).errorOutput
    #expect(scenario.contains("two-senders") && scenario.contains("crowd"))
    let help = try run(["--help"])
    #expect(help.exitCode == 0 && help.output.contains("Examples:\n  guardbench verify\n"))
  }

  @Test func `a mutant: exit 6, its sentence, its trace, and a command that shows it again`()
    throws
  {
    let result = try run(
      .mutantbench, ["--strategy", "blind", "--scenario", "one-sender", "--memory", "sequential"])
    #expect(result.exitCode == 6)
    #expect(result.output.contains("blind BREAKS its contract\n"))
    #expect(result.output.contains("BROKEN in one-sender, sequential memory"))
    #expect(result.output.contains(/\n[ ]+sender +owner\n[ ]+1[ ]/))
    #expect(try #require(result.complaints.last).contains("blind breaks its contract: "))
    let command = try #require(result.output.firstMatch(of: /--replay "([A-H0-9']*)"/))
    let replay = try run(
      .mutantbench,
      [
        "--strategy", "blind", "--scenario", "one-sender", "--memory", "sequential",
        "--replay", String(command.1),
      ])
    #expect(replay.exitCode == 6)
    #expect(result.output.contains("\n\(replay.output)\n"))
  }

  @Test func `JSON is one object with all that was found, on the output alone`() throws {
    let result = try run(
      .mutantbench,
      [
        "--strategy", "blind", "--strategy", "mutex", "--scenario", "one-sender",
        "--format", "json",
      ])
    #expect(result.exitCode == 6)
    let output = try output(of: result)
    #expect(output.outcome == "violated")
    #expect(output.strategies.map(\.strategy) == ["mutex", "blind"])
    let (mutex, blind) = (output.strategies[0], output.strategies[1])
    #expect(mutex.verdict == "proved" && blind.verdict == "violated")
    #expect(mutex.searches?.map(\.memory) == ["sequential", "release-acquire"])
    #expect(mutex.searches?.allSatisfy { $0.executions_count > 0 && $0.violation == nil } == true)
    #expect(blind.promises?.contains { $0.verdict == "broken" } == true)
    let violation = try #require(blind.searches?.first?.violation)
    #expect(violation.trace.contains { $0.thread == "sender" })
    #expect(violation.replay_command.contains("--replay \"\(violation.schedule)\""))
  }

  @Test func `a guard without a model is not proved, an exempt one need not be`() throws {
    let result = try run(.mutantbench, ["--strategy", "count-only", "--scenario", "one-sender"])
    #expect(result.exitCode == 1)
    #expect(result.output.contains("count-only is UNVERIFIED: no model"))
    // The sequential story needs no model, and this guard is wrong.
    let told = try run(.mutantbench, ["--strategy", "count-only"])
    #expect(told.exitCode == 6)
    #expect(told.output.contains("\n  count-only, "))
    let exempt = try run(["--strategy", "stdlib-mutex", "--format", "json"])
    #expect(exempt.exitCode == 0)
    #expect(try output(of: exempt).strategies.map(\.verdict) == ["exempt"])
  }

  @Test func `a search that gave up proves nothing: exit 1`() throws {
    let result = try run(["--strategy", "packed", "--scenario", "one-sender", "--limit", "2"])
    #expect(result.exitCode == 1)
    #expect(result.output.contains("packed is not proved\n"))
    #expect(result.output.contains("gave up at 2"))
    #expect(try #require(result.complaints.last).contains("not proved: packed: "))
  }

  @Test func `an interrupted verification says what is finished, gives nothing, and exits 130`()
    throws
  {
    let said = folder.url.appending(path: "said")
    var command = Program.guardbench.command(["verify"], in: folder.url)
    command.arguments[1] += " 2>said"
    var child = try ChildProcess(command)
    // A debug build is busy for minutes with what begins once this is said.
    let isRunning = try child.runs(until: {
      let text = try? String(contentsOf: said, encoding: .utf8)
      return text?.contains("searches of") == true
    })
    try #require(isRunning)
    child.send(SIGINT)
    var lines: [String] = []
    while let line = try child.nextLine(within: .seconds(60)) { lines.append(line) }
    let exit = try child.wait(within: .seconds(60))
    #expect(exit.reason == .exited(130))
    #expect(try folder.text("said").contains(/interrupted: \d+ of \d+ searches are finished/))
    #expect(lines.contains { $0.contains("executions in") })
    #expect(try files == ["said"])
  }

  @Test func `certificates that cannot be written: one line, exit 1, all findings told`() throws {
    let result = try run([
      "--strategy", "stdlib-mutex", "--certificates", "/dev/null/certificates.json",
    ])
    #expect(result.exitCode == 0, "nothing was to be written")
    try Data("mine".utf8).write(to: folder.url.appending(path: "mine"))
    let refused = try run(["--strategy", "stdlib-mutex", "--certificates", "mine"])
    #expect(refused.exitCode == 1)
    #expect(refused.output.contains("stdlib-mutex is EXEMPT"))
    #expect(refused.complaints.last?.contains("mine is no list of certificates") == true)
    #expect(try folder.text("mine") == "mine")
  }

  @Test func `bench and list name a certificates file that is not there`() throws {
    for arguments in [["list"], ["bench", "--scenarios", "path"]] {
      let result = try Program.guardbench.run(
        arguments + ["--certificates", "nowhere.json"], in: folder.url)
      #expect(result.exitCode == 1)
      #expect(result.output == "" && result.complaints.count == 1)
      #expect(result.errorOutput.contains("there is no nowhere.json"))
    }
    #expect(try files == [])
  }

  @Test(.enabled(if: Program.released != nil, "make test builds the optimised program"))
  func `what verify proved, bench marks as verified`() throws {
    let program = try #require(Program.released)
    let proof = try run(program, ["--strategy", "mutex", "--certificates", "mine.json"])
    #expect(proof.exitCode == 0)
    #expect(proof.complaints.last == "certificates are in mine.json")
    #expect(proof.output.contains("Code shape\n  mutex: hot path 0 locked instructions, calls pth"))
    #expect(!proof.errorOutput.contains("warning"))
    let again = try run(program, ["--strategy", "mutex", "--certificates", "mine.json"])
    #expect(again.complaints.last?.hasPrefix("certificates") == false, "nothing has changed")
    let brief = [
      "bench", "--strategies", "mutex,packed", "--scenarios", "sessions", "--sessions", "50",
      "--duration", "0.02", "--blocks", "2", "--disturbance", "1000",
    ]
    let marked = try program.run(
      brief + ["--output", "run", "--certificates", "mine.json"], in: folder.url)
    #expect(marked.exitCode == 0)
    let rows = try folder.text("run/samples.csv")
    #expect(rows.contains(/,mutex,.*,verified,/))
    let list = try program.run(["list", "--certificates", "mine.json"], in: folder.url)
    #expect(list.output.contains(/mutex .* VERIFIED\s/))
  }
}
