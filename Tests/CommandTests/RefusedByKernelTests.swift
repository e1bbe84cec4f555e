import Foundation
import History
import Tables
import TestFolders
import Testing
import TrialRows

/// What the system refuses: one line, exit 1, and a folder that can be used again.
@Suite struct RefusedByKernelTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let brief = [
    "bench", "--strategies", "mutex,packed", "--scenarios", "sessions", "--sessions", "50",
    "--duration", "0.02", "--blocks", "3", "--seed", "7", "--disturbance", "1000", "--output",
    "run",
  ]

  /// A stack for each thread that no address space holds, so that none can be started: what a limit
  /// on processes (`ulimit -u`) comes to as well, which does not hold for root.
  private static let noThreads = "-s 214748364800"

  /// The lines by which a program says why it ends.
  private func reasons(_ result: Program.Result) -> [Substring] {
    result.complaints.filter { $0.hasPrefix("guardbench: ") }
  }

  private func expectRefusal(
    _ result: Program.Result, _ reason: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(result.exitCode == 1, "\(result.errorOutput)", sourceLocation: sourceLocation)
    #expect(result.output == "", sourceLocation: sourceLocation)
    #expect(
      reasons(result).count == 1 && result.complaints.last?.contains(reason) == true,
      "\(result.errorOutput)", sourceLocation: sourceLocation)
  }

  /// Fails unless the same command now does what it was to do.
  private func expectWholeRun() throws {
    let result = try Program.guardbench.run(Self.brief, in: folder.url)
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    let rows = try Table<TrialRow>(csv: [UInt8](folder.text("run/samples.csv").utf8)).rows
    // Three blocks measured, and three that are only counted.
    #expect(Set(rows.map { "\($0.cell) \($0.purpose) \($0.block)" }).count == 6)
    #expect(try Program.guardbench.run(["report", "--run", "run"], in: folder.url).exitCode == 0)
  }

  @Test func `without membarrier a run says whose leases pay for it, and keeps every promise`()
    throws
  {
    let churn = [
      "bench", "--strategies", "mutex,hazard,qsbr,packed", "--scenarios", "churn", "--duration",
      "0.02", "--blocks", "1", "--seed", "7", "--disturbance", "1000", "--output", "run",
    ]
    let result = try Program.guardbench.run(
      churn, in: folder.url, environment: ["GUARDBENCH_MEMBARRIER": "off"])
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    let notice = "refuses membarrier(2), so that each lease of hazard, qsbr pays for a full fence"
    #expect(result.errorOutput.contains(notice), "\(result.errorOutput)")
    #expect(try folder.text("run/run.json").contains("\"membarrier\" : \"refused\""))
  }

  @Test func `no thread can be started: a run`() throws {
    let result = try Program.guardbench.run(Self.brief, in: folder.url, limit: Self.noThreads)
    expectRefusal(result, "start the thread ")
    try expectWholeRun()
  }

  @Test(arguments: [
    ["verify", "--strategy", "packed"], ["serve"], ["serve", "--senders", "2"],
    ["check", "--base-program", "/bin/true", "--head-program", "/bin/true"],
    [
      "trial", "--plan",
      """
      {"cell":{"scenario":"uncontended","axes":{"threads":1,"holdNanoseconds":0,\
      "thinkNanoseconds":0},"name":"x"},"strategy":"packed","purpose":"cost","seconds":0.1,"seed":1}
      """,
    ],
  ])
  func `no thread can be started: every command that needs one`(arguments: [String]) throws {
    let result = try Program.guardbench.run(arguments, in: folder.url, limit: Self.noThreads)
    expectRefusal(result, "thread")
    #expect(result.errorOutput.contains("Resource temporarily unavailable"))
  }

  /// In blocks of 512 bytes, as the shell counts them: the plan does not fit, the description, the
  /// samples, what describes them.
  @Test(arguments: [1, 4, 8, 16, 24])
  func `a limit of a file's size`(blocks: Int) throws {
    let result = try Program.guardbench.run(Self.brief, in: folder.url, limit: "-f \(blocks)")
    expectRefusal(result, "File too large; raise the limit of a file's size (ulimit -f)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("run"))
    #expect(!names.contains { $0.hasPrefix(".") })
    try expectWholeRun()
  }

  @Test func `what a start left that was killed while it wrote is in no later start's way`() throws
  {
    let run = folder.url.appending(path: "run")
    try FileManager.default.createDirectory(at: run, withIntermediateDirectories: true)
    try Data("{".utf8).write(to: run.appending(path: ".dat.nosync1234.abcdef"))
    try expectWholeRun()
    let names = try FileManager.default.contentsOfDirectory(atPath: run.path)
    #expect(!names.contains { $0.hasPrefix(".") })
  }

  @Test(arguments: [4, 5, 7])
  func `too few descriptors`(count: Int) throws {
    let result = try Program.guardbench.run(Self.brief, in: folder.url, descriptors: count)
    #expect(result.exitCode == 1)
    #expect(reasons(result).count == 1 && result.output == "", "\(result.errorOutput)")
    #expect(result.errorOutput.contains("Too many open files"), "\(result.errorOutput)")
    try expectWholeRun()
  }

  @Test func `a history that may not grow is left whole`() throws {
    try expectWholeRun()
    let add = ["history", "add", "--run", "run", "--to", "history.csv"]
    let refused = try Program.guardbench.run(add, in: folder.url, limit: "-f 1")
    expectRefusal(refused, "File too large")
    #expect(try Program.guardbench.run(add, in: folder.url).exitCode == 0)
    let text = try folder.text("history.csv")
    let rows = try Table<HistoryRow>(csv: [UInt8](text.utf8)).rows
    #expect(rows.count == 2 && Set(rows.map(\.strategy)) == ["mutex", "packed"])
  }
}
