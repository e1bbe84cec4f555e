import Foundation
import SessionGuards
import TestFolders
import Testing

/// Wrong input gets one clear line and exit code 2 or 1, and leaves nothing behind.
@Suite struct WrongInputTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func refusal(_ arguments: [String]) throws -> Program.Result {
    let result = try Program.guardbench.run(arguments, in: folder.url)
    #expect(result.output == "")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
    return result
  }

  @Test func `an unknown strategy: the known ones, and the nearest`() throws {
    let result = try refusal(["bench", "--strategies", "mutex,pakced"])
    #expect(result.exitCode == 2)
    #expect(result.complaints.count == 1)
    #expect(result.errorOutput.contains("unknown strategy 'pakced'; did you mean 'packed'?"))
    for name in Strategy.all.map(\.name) {
      #expect(result.errorOutput.contains(name))
    }
  }

  @Test(arguments: [
    ["bench", "--scenarios", "sesions"], ["bench", "--profile", "quik"],
    ["bench", "--scenarios", "sessions", "--sessions", "0"],
    ["bench", "--scenarios", "sessions", "--sessions", "1,0"],
    ["bench", "--threads", "0"], ["bench", "--blocks", "0"], ["bench", "--duration=-1"],
    ["bench", "--scenarios", "contended", "--sessions", "5"],
    ["bench", "--strategies", ","], ["bench", "--scenarios", "sessions,"],
    ["bench", "--sessions", ","], ["bench", "--sessions", "1,,2"], ["bench", "--sessions", ""],
    ["bench", "--strategies", "unguarded", "--scenarios", "churn"],
    ["bench", "--scenarios", "path", "--payload", "60000", "--depth", "50"],
    ["bench", "--duration", "1e300"], ["bench", "--duration", "nan"],
    ["bench", "--duration", "inf"], ["bench", "--blocks=-5"], ["bench", "--disturbance", "0"],
    ["bench", "--scenarios", "sessions", "--skew", "1e300"],
    ["bench", "--scenarios", "echo", "--rate", "nan"],
    ["check", "--base", "HEAD", "--budget", "1e300"],
    ["check", "--base", "HEAD", "--budget", "1e300h"],
    ["check", "--base", "HEAD", "--duration", "1e300"],
    ["check", "--base", "HEAD", "--disturbance", "1e300"],
    ["check", "--base", "HEAD", "--pairs", "9999999999"],
    ["check", "--base", "HEAD", "--strategies", "unguarded", "--scenarios", "churn"],
    ["check", "--base", "HEAD", "--strategies", "packed,unguarded", "--scenarios", "churn"],
    ["check", "--base", "HEAD", "--mixed"],
    ["study", "--kind", "aa", "--for", "1e300"], ["study", "--kind", "aa", "--budget", "1e300"],
    ["serve", "--duration", "1e300"], ["serve", "--grace", "1e300"],
    ["serve", "--push-rate", "1e300", "--senders", "1"], ["serve", "--stale-share", "nan"],
    ["load", "--connect", "127.0.0.1:1", "--duration", "1e300"],
    ["load", "--connect", "127.0.0.1:1", "--duration", "nan"],
    ["load", "--connect", "127.0.0.1:1", "--warm-up", "1e300"],
  ])
  func `a value that cannot be: one line, exit 2`(arguments: [String]) throws {
    let result = try refusal(arguments)
    #expect(result.exitCode == 2)
    #expect(result.complaints.count == 1)
  }

  @Test(arguments: [
    ["trail"], ["bench", "--sesions", "5"], ["bench", "--blocks", "many"],
    ["bench", "--resume", "somewhere", "--blocks", "3"], ["list", "--format", "xml"],
    ["study", "--kind", "aa", "--checks", "9999999999"],
    ["study", "--kind", "power", "--slowdown", "1e300"],
  ])
  func `a command line that cannot be parsed: usage, exit 2`(arguments: [String]) throws {
    let result = try refusal(arguments)
    #expect(result.exitCode == 2)
    #expect(result.errorOutput.contains("Usage: guardbench"))
  }

  @Test(arguments: ["500", "64,500"])
  func `more connections than descriptors: one line, exit 2, no folder`(text: String) throws {
    let result = try Program.guardbench.run(
      ["bench", "--scenarios", "echo", "--connections", text, "--output", "run"],
      in: folder.url, descriptors: 100)
    #expect(result.exitCode == 2)
    #expect(result.output == "")
    #expect(result.complaints.count == 1)
    #expect(result.errorOutput.contains("may open 100"))
    #expect(result.errorOutput.contains(/--connections \d+ would fit/))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
  }

  @Test(arguments: ["/dev/null/run", "/proc/run"])
  func `output that cannot be written: one line, exit 1`(path: String) throws {
    let result = try refusal(["bench", "--output", path])
    #expect(result.exitCode == 1)
    #expect(result.complaints.count == 1)
    #expect(result.errorOutput.contains(path))
  }

  @Test func `nothing to resume: one line, exit 1`() throws {
    let result = try refusal(["bench", "--resume", "nowhere"])
    #expect(result.exitCode == 1)
    #expect(result.complaints.count == 1)
    #expect(result.errorOutput.contains("nowhere holds no run"))
  }

  @Test func `a folder with something in it is left alone`() throws {
    let mine = folder.url.appending(path: "mine")
    try Data("mine".utf8).write(to: mine)
    let result = try Program.guardbench.run(
      ["bench", "--output", folder.url.path], in: folder.url)
    #expect(result.exitCode == 1)
    #expect(result.complaints.count == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["mine"])
    #expect(try folder.text("mine") == "mine")
  }
}
