import Foundation
import TestFolders
import Testing

/// The scripts that hold a run against a reference run, on tables made for it.
@Suite struct RunScriptTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private typealias Row = (cell: String, strategy: String, ratio: Double, verdict: String)

  /// Writes a run's tables: its verdicts, and a trial of each strategy that it tried.
  private func run(_ name: String, _ rows: [Row], tried: [String] = []) throws {
    let url = folder.url.appending(path: name)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    let summary = rows.map { "\($0.cell),\($0.strategy),cpu_per_op_ns,\($0.ratio),\($0.verdict)" }
    try write(["cell,strategy,metric,cost_ratio,verdict"] + summary, to: "\(name)/summary.csv")
    let samples = rows.map { "\($0.cell),\($0.strategy),cost" } + tried
    try write(["cell,strategy,purpose"] + samples, to: "\(name)/samples.csv")
  }

  private func write(_ lines: [String], to name: String) throws {
    let text = lines.map { $0 + "\r\n" }.joined()
    try Data(text.utf8).write(to: folder.url.appending(path: name))
  }

  private func script(_ name: String, _ arguments: String) throws -> Program.Result {
    try Program(path: PackageRoot.url.appending(path: "scripts/\(name)").path)
      .run(arguments.split(separator: " ").map(String.init), in: folder.url)
  }

  /// Ten comparisons of more than ten percent, and two that are not asked for.
  private func reference() throws {
    let large: [Row] = (0..<9).map { ("sessions", "guard-\($0)", 0.5, "faster") }
    try run(
      "reference",
      large + [
        ("churn", "guard-0", 1.5, "slower"), ("churn", "guard-1", 0.95, "faster"),
        ("churn", "guard-2", 0.5, "cannot_tell"),
      ])
  }

  private func answers(_ verdicts: [String], slower: String = "slower") -> [Row] {
    verdicts.enumerated().map { ("sessions", "guard-\($0.offset)", 0.6, $0.element) } + [
      ("churn", "guard-0", 1.4, slower), ("churn", "guard-1", 1.2, "slower"),
    ]
  }

  @Test func `nine of ten told the same are enough, and one left open is named`() throws {
    try reference()
    try run("good", answers(Array(repeating: "faster", count: 8) + ["cannot_tell"]))
    let result = try script("quick-agreement", "good --reference reference")
    #expect(result.exitCode == 0)
    #expect(result.output.contains("| good | 10 | 9 (90 %) | 1 | 0 |"))
    #expect(result.output.contains("good: sessions (cpu_per_op_ns), guard-8: cannot tell (0.600)"))
    #expect(try script("quick-agreement", "good --reference reference --least 95").exitCode == 1)
  }

  @Test func `the opposite of one is too much, however many are the same`() throws {
    try reference()
    try run("opposite", answers(Array(repeating: "faster", count: 9), slower: "faster"))
    try run("good", answers(Array(repeating: "faster", count: 9)))
    let result = try script("quick-agreement", "good opposite --reference reference --least 50")
    #expect(result.exitCode == 1)
    #expect(result.output.contains("| good | 10 | 10 (100 %) | 0 | 0 |"))
    #expect(result.output.contains("| opposite | 10 | 9 (90 %) | 0 | 1 |"))
  }

  @Test func `what was tried and has no row is left open, what was not is not asked`() throws {
    try reference()
    let rows = answers(Array(repeating: "faster", count: 9)).filter { $0.cell == "sessions" }
    try run("lost", rows, tried: ["churn,guard-0,cost"])
    try run("other", rows, tried: ["churn,guard-0,oracle"])
    let lost = try script("quick-agreement", "lost --reference reference")
    #expect(lost.output.contains("| lost | 10 | 9 (90 %) | 1 | 0 |"))
    #expect(lost.output.contains("churn (cpu_per_op_ns), guard-0: no block counts"))
    let other = try script("quick-agreement", "other --reference reference")
    #expect(other.output.contains("| other | 9 | 9 (100 %) | 0 | 0 |"))
  }

  @Test func `a run that compares nothing of it agrees with nothing`() throws {
    try reference()
    try run("empty", [])
    let result = try script("quick-agreement", "empty --reference reference")
    #expect(result.exitCode == 1 && result.output.contains("| empty | 0 | 0 (0 %) | 0 | 0 |"))
  }

  @Test(arguments: ["", "run", "--reference reference", "run --reference", "run --least x"])
  func `wrong usage is told`(arguments: String) throws {
    for name in ["quick-agreement", "disturbed-blocks"] {
      let result = try script(name, arguments)
      #expect(result.exitCode == 2 && result.errorOutput.contains("usage: scripts/\(name)"))
    }
  }

  @Test func `a folder that is no complete run is named`() throws {
    try reference()
    for name in ["quick-agreement", "disturbed-blocks"] {
      let result = try script(name, "missing --reference reference")
      #expect(result.exitCode == 2 && result.errorOutput.contains("missing"))
    }
  }

  /// Twelve blocks of two strategies, of which three quarters are disturbed.
  private func samples(marks: String, _ mark: (Bool) -> String) throws {
    let rows = (0..<12).flatMap { block in
      [("mutex", 100), ("packed", 50)].map { strategy, cpu in
        "sessions,guard,\(strategy),cost,\(block),0,1,,\(cpu),,,\(cpu),\(mark(block % 4 != 0))"
      }
    }
    let columns =
      "cell,tier,strategy,purpose,block,attempt,operations_count,messages_count,cpu_ns,"
      + "cpu_user_ns,cpu_system_ns,wall_ns,\(marks)"
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "run"), withIntermediateDirectories: true)
    try write([columns] + rows, to: "run/samples.csv")
  }

  @Test func `runs of this release and of earlier ones are judged without what is marked`() throws {
    try run("reference", [("sessions", "packed", 0.5, "faster")])
    try samples(marks: "disturbance_ratio") { $0 ? "0.6" : "0.02" }
    let now = try script("disturbed-blocks", "run --reference reference")
    try samples(marks: "valid,invalid_reason") { $0 ? "false,\"60 %, more than 50 %\"" : "true," }
    let before = try script("disturbed-blocks", "run --reference reference")
    #expect(now.exitCode == 0 && now.output == before.output)
    #expect(now.output.contains("| run, set aside | 3 of 12 | 0 | 1 | 0 | 0.0 % |"))
    #expect(now.output.contains("| run, all count | 12 of 12 | 1 | 0 | 0 | 0.0 % |"))
  }
}
