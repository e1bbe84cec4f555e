import Foundation
import Glibc
import Tables
import TestFolders
import Testing
import TrialRows

@Suite struct BenchCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Two strategies, one cell measured and counted.
  private func arguments(blocks: Int) -> [String] {
    [
      "bench", "--strategies", "mutex,packed", "--scenarios", "sessions", "--sessions", "50",
      "--duration", "0.02", "--seed", "7", "--blocks", "\(blocks)", "--output", "run",
      // What the tests see must not depend on the machine's other work.
      "--disturbance", "1000",
    ]
  }

  private func rows() throws -> [TrialRow] {
    try Table<TrialRow>(csv: [UInt8](folder.text("run/samples.csv").utf8)).rows
  }

  /// Fails unless each block was run with both strategies, in each of its attempts once.
  private func expectWhole(blocks: Int) throws {
    let rows = try rows()
    let trials = rows.map { "\($0.cell) \($0.purpose) \($0.block) \($0.attempt) \($0.strategy)" }
    #expect(Set(trials).count == trials.count)
    let done = Dictionary(grouping: rows) { "\($0.cell) \($0.purpose) \($0.block)" }
    // One cell measured; its meetings counted there and where the prediction must hold, and its
    // waits.
    #expect(done.count == blocks + 3)
    #expect(done.values.allSatisfy { Set($0.map(\.strategy)) == ["mutex", "packed"] })
  }

  @Test func `a run prints its verdict and leaves what it measured`() throws {
    let result = try Program.guardbench.run(arguments(blocks: 2), in: folder.url)
    #expect(result.exitCode == 0)
    #expect(result.output.contains("Does guarding a session without a lock beat mutex?"))
    #expect(result.errorOutput.contains("everything measured is in run"))
    try expectWhole(blocks: 2)
    #expect(try rows().allSatisfy { ($0.operationsCount ?? 0) > 0 && $0.violationsCount == 0 })
    for name in ["run.json", "summary.csv", "summary.md", "datapackage.json"] {
      #expect(!(try folder.text("run/\(name)").isEmpty))
    }
  }

  @Test func `a run of which no block counts is told, and fails`() throws {
    #expect(try Program.guardbench.run(arguments(blocks: 2), in: folder.url).exitCode == 0)
    // As if it had been stopped before its first block, under a rule that no block keeps.
    try rewrite("samples.csv") { $0.split(separator: "\r\n")[0] + "\r\n" }
    try rewrite("run.json") { $0.replacing("\"complete\"", with: "\"interrupted\"") }
    try rewrite("plan.json") {
      $0.replacing(/"disturbanceLimit" : \d+/, with: "\"disturbanceLimit\" : -1")
    }
    let result = try Program.guardbench.run(["bench", "--resume", "run"], in: folder.url)
    #expect(result.exitCode == 1)
    #expect(result.errorOutput.contains("guardbench: no block of run counts"))
    #expect(try rows().allSatisfy { !$0.valid && $0.invalidReason != nil })
    for arguments in [
      ["report", "--run", "run"], ["history", "add", "--run", "run", "--to", "history.csv"],
    ] {
      let refused = try Program.guardbench.run(arguments, in: folder.url)
      #expect(refused.exitCode == 1 && refused.complaints.count == 1 && refused.output == "")
      #expect(refused.errorOutput.contains("no block of this run counts"))
    }
  }

  private func rewrite(_ name: String, _ change: (String) -> String) throws {
    let before = try folder.text("run/\(name)")
    let after = change(before)
    try #require(after != before)
    try Data(after.utf8).write(to: folder.url.appending(path: "run/\(name)"))
  }

  @Test func `a pipe gets plain text`() throws {
    let result = try Program.guardbench.run(arguments(blocks: 2), in: folder.url)
    #expect(!result.output.contains("\u{1B}"))
    #expect(!result.errorOutput.contains("\u{1B}"))
    #expect(!result.errorOutput.contains("\r"))
  }

  @Test func `JSON is the only thing on the output`() throws {
    struct Output: Decodable {
      let run_id: String
      let directory: String
    }
    let result = try Program.guardbench.run(
      arguments(blocks: 1) + ["--format", "json"], in: folder.url)
    let output = try JSONDecoder().decode(Output.self, from: Data(result.output.utf8))
    #expect(output.run_id == "run")
    #expect(output.directory == "run")
  }

  @Test func `an interrupted run says so, exits 130, and goes on where it stopped`() throws {
    let blocks = 40
    let samples = folder.url.appending(path: "run/samples.csv").path
    let header = Table<TrialRow>.header.utf8.count
    let result = try Program.guardbench.run(
      arguments(blocks: blocks), in: folder.url, signal: SIGINT,
      when: {
        let size = try? FileManager.default.attributesOfItem(atPath: samples)[.size] as? Int
        return (size ?? 0) > header
      })
    #expect(result.exitCode == 130)
    #expect(result.errorOutput.contains("--resume run"))
    let kept = try rows()
    #expect(!kept.isEmpty && kept.count.isMultiple(of: 2))
    let resumed = try Program.guardbench.run(["bench", "--resume", "run"], in: folder.url)
    #expect(resumed.exitCode == 0)
    #expect(Array(try rows().prefix(kept.count)) == kept)
    try expectWhole(blocks: blocks)
  }

  @Test func `the same command goes on with the run in its output folder`() throws {
    let samples = folder.url.appending(path: "run/samples.csv").path
    _ = try Program.guardbench.run(
      arguments(blocks: 20), in: folder.url, signal: SIGTERM,
      when: { FileManager.default.fileExists(atPath: samples) })
    let other = try Program.guardbench.run(arguments(blocks: 21), in: folder.url)
    #expect(other.exitCode == 2)
    #expect(other.complaints.count == 1)
    #expect(try Program.guardbench.run(arguments(blocks: 20), in: folder.url).exitCode == 0)
    try expectWhole(blocks: 20)
    let again = try Program.guardbench.run(arguments(blocks: 20), in: folder.url)
    #expect(again.exitCode == 1)
    try expectWhole(blocks: 20)
  }

  @Test func `a mutant: exit 6, naming session, generation and strategy`() throws {
    let result = try Program.mutantbench.run(
      [
        "bench", "--strategies", "blind", "--scenarios", "churn", "--blocks", "1", "--duration",
        "0.05", "--output", "run",
      ], in: folder.url)
    #expect(result.exitCode == 6)
    let line = try #require(result.complaints.last)
    #expect(line.contains("lifetime violation: blind in churn"))
    #expect(line.contains(/session of slot \d+, generation \d+/))
    let row = try #require(try rows().first)
    #expect((row.violationsCount ?? 0) > 0)
  }
}
