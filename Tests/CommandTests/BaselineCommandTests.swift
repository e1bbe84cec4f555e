import Foundation
import TestFolders
import Testing
import TrialRows

/// What `check --baseline` must not get wrong: a stored run is made, and then spoiled.
@Suite struct BaselineCommandTests {
  private let folder: TemporaryFolder

  /// The run that every test spoils a copy of.
  private static let stored = Result {
    let folder = try TemporaryFolder()
    let result = try Program.guardbench.run(
      [
        "bench", "--scenarios", "sessions", "--sessions", "100", "--strategies", "mutex,packed",
        "--blocks", "12", "--disturbance", "1000", "--duration", "0.02", "--seed", "1",
        "--output", "stored",
      ], in: folder.url)
    try #require(result.exitCode == 0, "\(result.errorOutput)")
    return folder
  }

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.copyItem(
      at: Self.stored.get().url.appending(path: "stored"), to: folder.url.appending(path: "stored"))
  }

  private func check(_ arguments: [String] = []) throws -> Program.Result {
    try Program.guardbench.run(
      [
        "check", "--baseline", "stored", "--sessions", "100", "--budget", "5s", "--output", "new",
      ] + arguments, in: folder.url)
  }

  private func rewrite(_ name: String, _ change: (String) -> String) throws {
    let before = try folder.text(name)
    let after = change(before)
    try #require(after != before)
    try Data(after.utf8).write(to: folder.url.appending(path: name))
  }

  /// The check has one fault, says it in one line, and has measured nothing.
  private func expectFault(_ result: Program.Result, _ line: String) {
    #expect(result.exitCode == 1)
    #expect(result.errorOutput.contains(line), "\(result.errorOutput)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("new")))
  }

  @Test func `a whole baseline is compared with, and the check says that it is the weaker one`()
    throws
  {
    let result = try check()
    // Timings decide which of them.
    #expect([0, 3, 4].contains(result.exitCode), "\(result.errorOutput)")
    #expect(result.output.contains("This is the weaker check"))
    // What the stored run does not have is listed, and not measured.
    #expect(result.output.contains("New in head, not judged: "))
    #expect(result.output.contains("spinlock in sessions/sessions=100"))
  }

  @Test func `no baseline`() throws {
    try FileManager.default.removeItem(at: folder.url.appending(path: "stored"))
    expectFault(try check(), "stored")
  }

  @Test func `an empty file, one with a header only, one that is torn`() throws {
    let whole = try folder.text("stored/samples.csv")
    let header = whole.split(separator: "\r\n")[0] + "\r\n"
    for text in ["", String(header), String(whole.dropLast(5))] {
      try Data(text.utf8).write(to: folder.url.appending(path: "stored/samples.csv"))
      expectFault(try check(), "samples.csv")
    }
  }

  @Test func `rows that were cut off at the end of a line`() throws {
    try rewrite("stored/samples.csv") { text in
      text.split(separator: "\r\n").dropLast(2).map { $0 + "\r\n" }.joined()
    }
    expectFault(try check(), "of 12 blocks")
  }

  @Test func `a run that is not complete`() throws {
    try rewrite("stored/run.json") { $0.replacing("\"complete\"", with: "\"interrupted\"") }
    expectFault(try check(), "is a run that is not complete")
  }

  @Test(arguments: [
    ("kernel", "kernel 1.0, now "), ("cpu_model", "CPU 1.0, now "),
    ("toolchain", "toolchain 1.0, now "), ("build_flags", "flags 1.0, now "),
  ])
  func `a baseline of another machine or build is refused, unless a mixture is wanted`(
    key: String, difference: String
  ) throws {
    var manifest = try RunManifest(json: Data(folder.text("stored/run.json").utf8))
    switch key {
    case "kernel": manifest.machine.kernel = "1.0"
    case "cpu_model": manifest.machine.cpuModel = "1.0"
    case "toolchain": manifest.machine.toolchain = "1.0"
    default: manifest.machine.buildFlags = ["1.0"]
    }
    // Another revision is what a check is for.
    manifest.gitRevision = "another"
    manifest.machine.executable = "another"
    try manifest.encoded().write(to: folder.url.appending(path: "stored/run.json"))
    let refused = try check()
    expectFault(refused, difference)
    #expect(refused.errorOutput.contains("by --mixed") && refused.complaints.count == 1)
    #expect(!refused.errorOutput.contains("another,"))
    let mixed = try check(["--mixed"])
    #expect([0, 3, 4].contains(mixed.exitCode), "\(mixed.errorOutput)")
    #expect(
      mixed.errorOutput.contains(
        "the baseline was measured on another machine or build: \(difference)"))
  }

  @Test func `rows that stand twice, or are another run's`() throws {
    let whole = try folder.text("stored/samples.csv")
    let last = String(try #require(whole.split(separator: "\r\n").last))
    for line in [last, "other" + last.dropFirst("stored".count)] {
      try Data((whole + line + "\r\n").utf8)
        .write(to: folder.url.appending(path: "stored/samples.csv"))
      expectFault(try check(), "samples.csv, line ")
    }
  }

  @Test func `neither the reference nor a floor is compared`() throws {
    for name in ["unguarded", "mutex"] {
      let result = try check(["--strategies", name])
      #expect(result.exitCode == 2 && result.complaints.count == 1 && result.output == "")
      #expect(result.errorOutput.contains("--strategies \(name): neither the reference, mutex"))
    }
  }

  @Test func `a cell that it does not have`() throws {
    expectFault(
      try check(["--scenarios", "sessions,echo"]), "the baseline stored has no echo")
  }
}
