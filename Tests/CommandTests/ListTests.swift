import Bench
import Foundation
import SessionGuards
import TestFolders
import Testing

@testable import Scenarios
@testable import TrialRows
@testable import Trials

@Suite struct ListTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `list names every strategy and every scenario with its axes`() throws {
    let result = try Program.guardbench.run(["list"], in: folder.url)
    #expect(result.exitCode == 0)
    #expect(result.errorOutput == "")
    for name in Strategy.all.map(\.name) + ScenarioCatalogue.all.map(\.name) {
      #expect(result.output.contains("  \(name) "))
    }
    #expect(result.output.contains("sessions=10000"))
    let wide = result.output.split(separator: "\n").filter { $0.count > 100 }
    #expect(wide == [], "a terminal has a hundred columns")
  }

  @Test(arguments: [["bench"], ["check"]])
  func `every axis is an option with its meaning`(command: [String]) throws {
    let help = try Program.guardbench.run(command + ["--help"], in: folder.url).output
    let words = help.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for axis in Axis.all {
      let meaning = axis.meaning.prefix(1).uppercased() + axis.meaning.dropFirst()
      #expect(words.contains("--\(axis.name) <v> \(meaning)."))
    }
  }

  @Test func `list's JSON says what a guard promises`() throws {
    struct List: Decodable {
      struct Strategy: Decodable {
        let name: String
        let close_rule: String
        let is_exclusive: Bool
        let idea: String
      }
      struct Scenario: Decodable {
        struct Axis: Decodable { let name: String }
        let name: String
        let tier: String
        let axes: [Axis]
      }
      let strategies: [Strategy]
      let scenarios: [Scenario]
    }
    let result = try Program.guardbench.run(["list", "--format", "json"], in: folder.url)
    let list = try JSONDecoder().decode(List.self, from: Data(result.output.utf8))
    let mutex = try #require(list.strategies.first { $0.name == "mutex" })
    #expect(mutex.close_rule == "early" && mutex.is_exclusive && !mutex.idea.isEmpty)
    let sessions = try #require(list.scenarios.first { $0.name == "sessions" })
    #expect(sessions.tier == "guard")
    #expect(
      Set(sessions.axes.map(\.name)) == [
        "sessions", "threads", "skew", "hotset", "own", "hold", "think", "batch",
      ])
  }

  @Test func `README's table of the strategies is what list puts there`() throws {
    let readme = try String(
      contentsOf: PackageRoot.url.appending(path: "README.md"), encoding: .utf8)
    try Data(readme.utf8).write(to: folder.url.appending(path: "README.md"))
    let result = try Program.guardbench.run(["list", "--into", "README.md"], in: folder.url)
    #expect(result.exitCode == 0 && result.output == "")
    #expect(try folder.text("README.md") == readme, "run `make readme`")
    for strategy in Strategy.all {
      #expect(readme.contains("| `\(strategy.name)` | \(strategy.idea) |"))
    }
    try Data("no markers\n".utf8).write(to: folder.url.appending(path: "page.md"))
    let refusal = try Program.guardbench.run(["list", "--into", "page.md"], in: folder.url)
    #expect(refusal.exitCode == 1 && refusal.complaints.count == 1)
    #expect(try folder.text("page.md") == "no markers\n")
  }

  @Test func `a program with a guard of its own lists it beside the others`() throws {
    let result = try Program.mutantbench.run(["list"], in: folder.url)
    #expect(result.output.contains("  blind "))
    #expect(result.output.contains("  packed "))
  }

  /// In a folder without certificates, as a user's is.
  @Test func `ours are verified in any program and folder, one's own until it is verified there`()
    throws
  {
    let proved = Strategy.catalogue.filter { $0.exemption(from: .proof) == nil }
    for program in [Program.guardbench, .mutantbench] {
      let result = try program.run(["list"], in: folder.url)
      for name in proved.map(\.name) {
        #expect(try result.output.contains(Regex("  \(name) .* VERIFIED\\s")))
        #expect(try !result.output.contains(Regex("  \(name) .* UNVERIFIED\\s")))
      }
    }
    let own = try Program.mutantbench.run(["list", "--format", "json"], in: folder.url)
    #expect(
      own.output.contains("there is no results/verification/certificates.json in the current"))
  }

  @Test func `the version is that of the source and the build, as a run's record has it`() throws {
    struct Record: Decodable {
      struct Machine: Decodable {
        let toolchain: String?
        let build_flags: [String]
      }
      let git_revision: String
      let machine: Machine
    }
    for program in [Program.guardbench, Program.released].compactMap(\.self) {
      let folder = try TemporaryFolder()
      let version = try program.run(["--version"], in: folder.url)
      #expect(version.exitCode == 0 && version.errorOutput == "")
      _ = try program.run(OutputTests.brief, in: folder.url)
      let text = try folder.text("run/run.json")
      let record = try JSONDecoder().decode(Record.self, from: Data(text.utf8))
      let lines = version.output.split(separator: "\n").map(String.init)
      #expect(lines.count == 4 && lines[0] == "guardbench")
      #expect(lines[1].hasPrefix("revision: \(record.git_revision)"))
      #expect(lines[2].hasPrefix("toolchain: \(record.machine.toolchain ?? "unknown")"))
      // The record adds whether the optimiser was on.
      let flags = record.machine.build_flags.dropLast().joined(separator: " ")
      #expect(lines[3].hasPrefix("build flags: \(flags.isEmpty ? "unknown" : flags)"))
    }
  }

  @Test func `help shows examples and exits 0`() throws {
    for arguments in [["--help"], ["bench", "--help"], ["list", "--help"], ["help", "bench"]] {
      let result = try Program.guardbench.run(arguments, in: folder.url)
      #expect(result.exitCode == 0)
      #expect(result.output.contains("Examples:"))
      let command = arguments.contains("list") ? "list" : "bench"
      #expect(result.output.contains("  guardbench \(command)"))
    }
    // Lines are wrapped by the terminal's width.
    let bench = try Program.guardbench.run(["bench", "--help"], in: folder.url).output
    #expect(bench.replacing(/\s+/, with: " ").contains("(default: every block counts)"))
  }
}
