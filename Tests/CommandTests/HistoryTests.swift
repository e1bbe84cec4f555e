import Foundation
import History
import Probe
import Tables
import TestFolders
import Testing
import TrialRows

/// The history: runs kept in one file, and what has changed over many of them.
@Suite struct HistoryTests {
  private static let smallRun = PackageRoot.url.appending(path: "Tests/Fixtures/small-run")
  private static let script = PackageRoot.url.appending(path: "scripts/change-points")

  /// Whether the script has installed what it needs.
  private static let isInstalled: Bool = {
    let home = PackageRoot.url.appending(path: ".build-history").path
    let names = try? FileManager.default.contentsOfDirectory(atPath: home)
    return names?.contains { $0.hasPrefix("installed ") } == true
  }()

  /// `packed` against `mutex` in the blocks of sessions/sessions=1000000, as
  /// results/reference-2026-11-24/samples.csv has them (CPU per operation).
  private static let recorded = [
    0.535, 0.588, 0.597, 0.591, 0.585, 0.568, 0.586, 0.597, 0.539, 0.541, 0.597, 0.596, 0.603, 0.55,
    0.652, 0.594, 0.532, 0.586, 0.588, 0.601, 0.551, 0.597, 0.589, 0.59, 0.623, 0.535, 0.599, 0.595,
    0.616, 0.529,
  ]

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func history(_ arguments: String...) throws -> Program.Result {
    try Program.guardbench.run(["history"] + arguments, in: folder.url)
  }

  private func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: folder.url.appending(path: name))
  }

  /// Writes a history in which a run a day has shown these ratios.
  private func write(_ ratios: [Double]) throws {
    var manifest = try RunManifest(
      json: Data(contentsOf: Self.smallRun.appending(path: "run.json")))
    let summary = try Table<SummaryRow>(
      csv: [UInt8](Data(contentsOf: Self.smallRun.appending(path: "summary.csv"))))
    var row = try #require(summary.rows.first { $0.isPrimary && $0.strategy == "packed" })
    var rows: [HistoryRow] = []
    for (day, ratio) in ratios.enumerated() {
      manifest.runID = "run-\(day)"
      manifest.startedAt = Date(timeIntervalSince1970: Double(day) * 86400)
      row.ratio = ratio
      rows += HistoryRow.rows(of: manifest, [row])
    }
    let csv = Data(Table(rows).csv.utf8)
    try csv.write(to: folder.url.appending(path: "history.csv"))
  }

  private func write(script text: String, as name: String) throws -> String {
    let path = folder.path(name)
    try Data(text.utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return path
  }

  @Test func `a run is added once`() throws {
    let first = try history("add", "--run", Self.smallRun.path)
    #expect(first.exitCode == 0 && first.output == "")
    let kept = try bytes("results/history.csv")
    let table = try Table<HistoryRow>(csv: [UInt8](kept))
    #expect(Set(table.rows.map(\.runID)) == ["small-run"] && table.rows.count > 3)
    #expect(table.rows.contains { $0.strategy == "packed" && $0.ratio != nil })
    #expect(table.rows.contains { $0.strategy == "mutex" && $0.ratio == nil })
    let second = try history("add", "--run", Self.smallRun.path)
    #expect(second.exitCode == 1 && second.complaints.count == 1)
    #expect(second.errorOutput.contains("small-run"))
    #expect(try bytes("results/history.csv") == kept)
  }

  /// Adds a run to a file that was changed since it was written, and answers what the file then
  /// holds; fails unless it begins as it was.
  private func added(to text: String) throws -> [HistoryRow] {
    try Data(text.utf8).write(to: folder.url.appending(path: "history.csv"))
    let result = try history("add", "--run", Self.smallRun.path, "--to", "history.csv")
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    return try Table<HistoryRow>(csv: [UInt8](bytes("history.csv"))).rows
  }

  @Test func `a file with other line ends, or columns in another order, is gone on with`() throws {
    try write([0.9, 0.91])
    let whole = try folder.text("history.csv")
    let rows = try added(to: whole)
    #expect(rows.count > 4)
    let lineFeeds = whole.replacing("\r\n", with: "\n")
    #expect(try added(to: lineFeeds) == rows)
    let text = try folder.text("history.csv")
    #expect(text.hasPrefix(lineFeeds) && !text.contains("\r"))
    // The last two columns change places; no cell of theirs has a comma.
    let turned = whole.split(separator: "\r\n").map { line in
      var cells = line.split(separator: ",", omittingEmptySubsequences: false)
      cells.swapAt(cells.count - 1, cells.count - 2)
      return cells.joined(separator: ",") + "\r\n"
    }.joined()
    #expect(try added(to: turned) == rows)
    #expect(try folder.text("history.csv").hasPrefix(turned))
  }

  @Test func `a file from before a column existed gets it, once`() throws {
    try write([0.9, 0.91])
    // Without the last two columns, as releases before them wrote it.
    let older = try folder.text("history.csv").split(separator: "\r\n").map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).dropLast(2)
        .joined(separator: ",") + "\r\n"
    }.joined()
    let rows = try added(to: older)
    #expect(rows[0].ratio == 0.9 && rows[0].ratioHigh == nil)
    #expect(rows.contains { $0.ratioHigh != nil })
    let text = try folder.text("history.csv")
    #expect(text.hasPrefix(Table<HistoryRow>.header))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["history.csv"])
  }

  @Test func `a run that is not there, or not complete, is not added`() throws {
    let run = folder.url.appending(path: "run")
    try FileManager.default.copyItem(at: Self.smallRun, to: run)
    let manifest = try folder.text("run/run.json")
    try Data(manifest.replacing("\"complete\"", with: "\"failed\"").utf8)
      .write(to: run.appending(path: "run.json"))
    for name in ["none", "run"] {
      let result = try history("add", "--run", name)
      #expect(result.exitCode == 1 && result.complaints.count == 1)
      #expect(result.errorOutput.contains(name))
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path("results")))
    #expect(try history("add").exitCode == 2)
  }

  @Test func `no history, or one that cannot be read or written: one line, exit 1`() throws {
    try Data("a,b\r\n1,2\r\n".utf8).write(to: folder.url.appending(path: "other.csv"))
    for result in [
      try history("show"), try history("show", "--to", "other.csv"),
      try history("add", "--run", Self.smallRun.path, "--to", "other.csv"),
      try history("add", "--run", Self.smallRun.path, "--to", "/proc/history.csv"),
    ] {
      #expect(result.exitCode == 1 && result.complaints.count == 1 && result.output == "")
    }
    #expect(try folder.text("other.csv") == "a,b\r\n1,2\r\n")
  }

  @Test func `a short history is shown without asking for change points`() throws {
    try write([0.9, 0.91, 0.92])
    let result = try history("show", "--to", "history.csv", "--change-points", "/nowhere")
    #expect(result.exitCode == 0)
    #expect(result.output.contains(#/packed +sessions/sessions=10000 +CPU +3 /#))
    #expect(result.output.contains("0.920"))
    #expect(result.output.contains("1 of 1 series have fewer than 6 runs"))
    #expect(result.output.contains("Nothing gates on this"))
  }

  @Test func `a torn last line is said, and cut off by the next run`() throws {
    try write([0.9, 0.91])
    try bytes("history.csv").dropLast(5).write(to: folder.url.appending(path: "history.csv"))
    #expect(
      try history("show", "--to", "history.csv").output.contains("Line 3 of the file is torn"))
    let added = try history("add", "--run", Self.smallRun.path, "--to", "history.csv")
    #expect(added.exitCode == 0 && added.errorOutput.contains("line 3 was torn"))
    let table = try Table<HistoryRow>(csv: [UInt8](bytes("history.csv")))
    #expect(
      table.rows.first?.runID == "run-0" && table.rows.dropFirst().first?.runID == "small-run")
  }

  /// The days on which the series of `show --format json` has changed.
  private func changes() throws -> [String] {
    let result = try history(
      "show", "--to", "history.csv", "--format", "json", "--change-points", Self.script.path)
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect(object["gates"] as? Bool == false)
    #expect((object["finder"] as? String)?.hasPrefix("apache-otava ") == true)
    let series = try #require(object["series"] as? [[String: Any]])
    #expect(series.count == 1 && series.first?["runs_count"] as? Int == Self.recorded.count)
    let points = try #require(series.first?["change_points"] as? [[String: Any]])
    return points.compactMap { $0["run_id"] as? String }
  }

  @Test(.enabled(if: isInstalled, "scripts/change-points --install could not"))
  func `a step is found where it is, and noise has none`() throws {
    try write(Self.recorded)
    #expect(try changes() == [])
    for place in [12, 18] {
      try write(Self.recorded.enumerated().map { $1 * ($0 >= place ? 1.1 : 1) })
      #expect(try changes() == ["run-\(place)"])
    }
    let result = try history(
      "show", "--to", "history.csv", "--change-points", Self.script.path)
    #expect(result.exitCode == 0)
    #expect(result.output.contains(/CPU: \+\d+\.\d % from run-18 of 1970-01-19/))
    #expect(result.output.contains("Nothing gates on this"))
  }

  @Test(arguments: [
    ("#!/bin/sh\necho 'no network' >&2\nexit 1\n", "no network"),
    ("#!/bin/sh\necho apache-otava\n", "wrote 1 lines for 1 series"),
    ("#!/bin/sh\necho apache-otava\necho '[{]'\n", "finder"),
    ("#!/bin/sh\nkill -9 $$\n", "9"),
  ])
  func `a finder that fails: one line, exit 1`(text: String, line: String) throws {
    try write(Self.recorded)
    let finder = try write(script: text, as: "finder")
    let result = try history("show", "--to", "history.csv", "--change-points", finder)
    #expect(result.exitCode == 1 && result.output == "" && result.complaints.count == 1)
    #expect(result.errorOutput.contains(line), "\(result.errorOutput)")
  }

  @Test(arguments: [
    ("#!/bin/sh\nexit 1\n", "apt-get install python3-venv"),
    (
      """
      #!/bin/sh
      mkdir -p "$3/bin"
      printf '#!/bin/sh\\necho "ERROR: no route" >&2\\nexit 1\\n' >"$3/bin/python"
      chmod +x "$3/bin/python"

      """, "is there a network?): ERROR: no route"
    ),
  ])
  func `without an environment or a network the script says so in one line`(
    python: String, line: String
  ) throws {
    let scripts = folder.url.appending(path: "scripts")
    try FileManager.default.createDirectory(at: scripts, withIntermediateDirectories: true)
    let copy = scripts.appending(path: "change-points")
    try FileManager.default.copyItem(at: Self.script, to: copy)
    _ = try write(script: python, as: "python3")
    var child = try ChildProcess(
      Command(
        copy.path, ["--install"], environment: ["PATH": "\(folder.url.path):/usr/bin:/bin"]))
    let exit = try child.wait(within: .seconds(3600))
    #expect(exit.reason == .exited(1))
    #expect(child.errorOutput.split(separator: "\n").count == 1)
    #expect(child.errorOutput.contains(line), "\(child.errorOutput)")
  }
}
