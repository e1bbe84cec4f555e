import Foundation
import Probe
import Testing

/// A run of every scenario for moments, and whether what it wrote is what it promises.
///
/// Reads the files with nothing but what their formats say, so that a mistake in the bench's own
/// reader cannot hide one in its writer.
@Suite(.enabled(if: smokedProgram != nil, "make smoke runs this"), .serialized)
struct SmokeTests {
  @Test func `a short run of everything leaves complete and consistent files`() throws {
    let program = try #require(smokedProgram)
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "guardbench-smoke-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let catalogue = try decoder.decode(
      Catalogue.self, from: Data(try output(of: program, ["list", "--format", "json"]).utf8))
    _ = try output(
      of: program,
      [
        "bench", "--profile", "quick", "--blocks", "1", "--duration", "0.1", "--seed", "1",
        "--disturbance", "1000", "--output", folder.path,
        "--strategies", catalogue.strategies.map(\.name).joined(separator: ","),
      ])

    let run = try RunFolder(folder)
    try run.checkSchema(of: "samples", run.samples)
    try run.checkSchema(of: "summary", run.summary)
    try run.checkManifest()
    try run.checkHistograms()
    checkSamples(run.samples, catalogue)
    checkSummary(run.summary, run.samples)
  }

  /// Exactly the cells with a block that counts are summed up: on a busy machine some have none, or
  /// all.
  private func checkSummary(_ summary: CSVTable, _ samples: CSVTable) {
    let counting = samples.rows.filter { $0["valid"] == "true" && $0["purpose"] != "oracle" }
    #expect(Set(summary.rows.map { $0["cell"] }) == Set(counting.map { $0["cell"] }))
    for row in samples.rows where row["valid"] == "false" && !mayStarve(row) {
      #expect(row["invalid_reason"]?.contains("of the machine") == true)
    }
  }

  /// Every strategy ran in every cell of its tiers, worked, and was never caught in a lifetime
  /// violation.
  private func checkSamples(_ samples: CSVTable, _ catalogue: Catalogue) {
    #expect(!samples.rows.isEmpty)
    let cells = Dictionary(grouping: samples.rows) { $0["cell"] ?? "" }
    let scenarios = Set(samples.rows.compactMap { $0["scenario"] })
    #expect(scenarios == Set(catalogue.scenarios.map(\.name)))
    let withoutLeases = Set(catalogue.scenarios.filter { !$0.needsLeases }.map(\.name))
    for (cell, rows) in cells {
      let admitsAll = rows.allSatisfy { withoutLeases.contains($0["scenario"] ?? "") }
      let members = catalogue.strategies.filter { admitsAll || !$0.isDelegation }
      let strategies = Set(members.filter { !$0.isFloor }.map(\.name))
      let ran = Set(rows.compactMap { $0["strategy"] })
      #expect(ran.isSuperset(of: strategies), "the cell \(cell) lacks a strategy")
    }
    for row in samples.rows {
      let work = Int(row["operations_count"] ?? "") ?? Int(row["messages_count"] ?? "") ?? 0
      #expect(work > 0 || mayStarve(row), "a trial did nothing: \(row)")
      #expect((row["violations_count"] ?? "0") == "0", "a lifetime violation: \(row)")
    }
  }

  /// Whether more threads spin than there are processors, under a lock that serves them in order:
  /// then the next in line may not run, and a server may not answer in time. Its users meet the
  /// same.
  private func mayStarve(_ row: [String: String]) -> Bool {
    row["oversubscribed"] == "true" && ["ticket", "mcs"].contains(row["strategy"] ?? "")
  }

  /// Runs the program to its end, which must be a success, and returns what it printed.
  private func output(of program: String, _ arguments: [String]) throws -> String {
    var child = try ChildProcess(Command(program, arguments))
    let exit = try child.wait(within: .seconds(600))
    var lines: [String] = []
    while let line = try child.nextLine(within: .seconds(10)) { lines.append(line) }
    try #require(exit.isSuccess, "\(arguments.joined(separator: " ")): \(child.errorOutput)")
    return lines.joined(separator: "\n")
  }
}

/// The program to run, as `make smoke` names it.
private let smokedProgram = ProcessInfo.processInfo.environment["GUARDBENCH_SMOKE"]

/// As much of `guardbench list --format json` as matters here.
private struct Catalogue: Decodable {
  struct Strategy: Decodable {
    let name: String
    let isFloor: Bool
    let isDelegation: Bool
  }

  struct Scenario: Decodable {
    let name: String
    let needsLeases: Bool
  }

  let strategies: [Strategy]
  let scenarios: [Scenario]
}
