import Foundation
import TestFolders
import Testing

/// What `check --baseline` must not get wrong: a stored run is made, and then spoiled.
@Suite struct BaselineCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let result = try Program.computing.run(
      [
        "bench", "--scenarios", "sessions", "--sessions", "100", "--strategies", "mutex,packed",
        "--blocks", "12", "--duration", "0.02", "--seed", "1", "--output", "stored",
      ], in: folder.url)
    try #require(result.exitCode == 0, "\(result.errorOutput)")
  }

  private func check(_ arguments: [String] = []) throws -> Program.Result {
    try Program.computing.run(
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

  @Test func `a cell that it does not have`() throws {
    expectFault(
      try check(["--scenarios", "sessions,echo"]), "the baseline stored has no echo")
  }
}
