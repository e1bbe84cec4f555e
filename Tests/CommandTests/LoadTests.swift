import Foundation
import Glibc
import LoadGenerator
import Probe
import TestFolders
import Testing

@testable import Scenarios

@Suite struct LoadTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func load(_ arguments: [String]) throws -> Program.Result {
    try Program.guardbench.run(["load"] + arguments, in: folder.url)
  }

  private func report(_ result: Program.Result) throws -> LoadReport {
    try JSONDecoder().decode(LoadReport.self, from: Data(result.output.utf8))
  }

  @Test(arguments: [["--depth", "4"], ["--rate", "2000"]])
  func `a load is one JSON object, and every reply is accounted for`(loop: [String]) throws {
    let server = try ServingProgram()
    let result = try load(
      [
        "--connect", server.address, "--connections", "3", "--duration", "0.2", "--warm-up",
        "0.05", "--token", "\(server.listening.token)",
      ] + loop)
    #expect(result.exitCode == 0)
    #expect(result.complaints.isEmpty)
    let report = try report(result)
    #expect(report.messagesCount > 0 && report.violations == [])
    #expect(report.totals.sentCount == report.totals.answeredCount)
    #expect(report.marks.map(\.number) == [0, 1])
    let served = try #require(try server.finish().report)
    #expect(served.marks.map(\.number) == [0, 1])
    #expect(served.accepted == Int(report.totals.welcomesCount))
    #expect(served.messagesReceived == Int(report.totals.answeredCount) + 2)
  }

  @Test(arguments: [
    [], ["--connect", "nonsense"], ["--connect", ":80"], ["--connect", "localhost:0"],
    ["--connect", "localhost:70000"], ["--connect", "localhost:1", "--connections", "0"],
    ["--connect", "localhost:1", "--depth", "1", "--rate", "5"],
    ["--connect", "localhost:1", "--payload", "0"],
    ["--connect", "localhost:1", "--rate=-5"], ["--plan", "{}"],
    ["--connect", "[::1]:7777"], ["--connect", "::1:7777"],
    ["--connect", "localhost:1", "--rate", "1e8"], ["--connect", "localhost:1", "--churn", "1e8"],
    ["--connect", "localhost:1", "--fail-below", "0.9"],
    ["--connect", "localhost:1", "--rate", "5", "--fail-below", "1.1"],
  ])
  func `a plan that cannot be: one line, exit 2`(arguments: [String]) throws {
    let result = try load(arguments)
    #expect(result.exitCode == 2)
    #expect(result.output == "")
    #expect(result.complaints.count == 1)
  }

  @Test func `more connections than descriptors: the limit and what would fit, exit 2`() throws {
    let server = try ServingProgram()
    let result = try Program.guardbench.run(
      ["load", "--connect", server.address, "--connections", "500"], in: folder.url,
      descriptors: 100)
    #expect(result.exitCode == 2)
    #expect(result.complaints.count == 1)
    #expect(result.errorOutput.contains("may open 100"))
    #expect(result.errorOutput.contains(/\d+ connections would fit/))
    #expect(try server.finish().exitCode == 0)
  }

  @Test func `no server there: one line, exit 1`() throws {
    let result = try load(["--connect", "127.0.0.1:1"])
    #expect(result.exitCode == 1)
    #expect(result.complaints.count == 1)
    #expect(result.errorOutput.contains("127.0.0.1:1"))
  }

  @Test func `replies that never come: the whole report, one line, exit 1`() throws {
    let server = try ForgetfulServer(answering: 50)
    let result = try load([
      "--connect", "127.0.0.1:\(server.port)", "--connections", "2", "--duration", "0.2",
      "--no-marks",
    ])
    #expect(result.exitCode == 1)
    #expect(result.complaints.count == 1)
    #expect(result.errorOutput.contains("2 replies are missing"))
    let totals = try report(result).totals
    #expect(totals.answeredCount == 50 && totals.unansweredCount == 2)
    #expect(try report(result).violationsCount == 0)
  }

  @Test func `another program's server: one line, exit 1`() throws {
    let stranger = try Stranger(saying: "HTTP/1.1 400 Bad Request\r\n\r\n")
    let result = try load(["--connect", "127.0.0.1:\(stranger.port)"])
    #expect(result.exitCode == 1)
    #expect(result.complaints.count == 1)
    #expect(result.errorOutput.contains("instead of sending a welcome"))
  }

  @Test func `a server of another run: one line, exit 1`() throws {
    let server = try ServingProgram(["--token", "abc"])
    let result = try load(["--connect", server.address, "--token", "def"])
    #expect(result.exitCode == 1)
    #expect(result.complaints.count == 1)
    #expect(result.errorOutput.contains("0000000000000abc"))
    #expect(try server.finish().exitCode == 0)
  }

  @Test func `Ctrl-C ends a load with a whole report, and 130`() throws {
    let server = try ServingProgram()
    var child = try begin(["--connect", server.address, "--duration", "60"])
    child.send(SIGINT)
    let line = try child.nextLine(within: .seconds(30)) ?? ""
    let exit = try child.wait(within: .seconds(30))
    #expect(exit.reason == .exited(130))
    let report = try JSONDecoder().decode(LoadReport.self, from: Data(line.utf8))
    #expect(report.interrupted)
    #expect(report.violations == [])
    _ = try server.finish()
  }

  @Test func `a server that dies: the whole report, one line, exit 1`() throws {
    let server = try ForgetfulServer(answering: 500, thenLeaves: true)
    let result = try load([
      "--connect", "127.0.0.1:\(server.port)", "--duration", "60", "--no-marks",
    ])
    #expect(result.exitCode == 1)
    #expect(result.complaints.count == 1)
    #expect(result.errorOutput.contains("ended every connection"))
    let report = try report(result)
    #expect(report.failure?.contains("ended every connection") == true)
    #expect(report.totals.answeredCount > 0 && report.totals.unexpectedEndsCount == 64)
  }

  @Test func `a rate beyond what the machine can do: the report, the loss, and 1 if asked for`()
    throws
  {
    let server = try ServingProgram()
    // Some 8 GB a second, each way.
    let arguments = [
      "--connect", server.address, "--rate", "2e6", "--payload", "4096", "--duration", "0.3",
      "--warm-up", "0.01",
    ]
    let told = try load(arguments)
    #expect(told.errorOutput.contains("the load lost its rate"))
    #expect(try report(told).rateShare.map { $0 < 0.9 } == true)
    #expect(try report(told).shortfall(below: 0.9)?.contains("less than --fail-below 0.9") == true)
    #expect(try report(told).shortfall(below: 0) == nil)
    let failed = try load(arguments + ["--fail-below", "0.9"])
    #expect(failed.exitCode == 1)
    // A busy machine may not even drain: that is named before the rate.
    #expect(
      failed.errorOutput.contains("less than --fail-below 0.9")
        || failed.errorOutput.contains("replies are missing"), "\(failed.errorOutput)")
    #expect(try report(failed).latency.unfinishedCount != nil)
    _ = try server.finish()
  }

  @Test func `Ctrl-C is heard by a load that cannot keep up`() throws {
    let server = try ServingProgram()
    var child = try begin(["--connect", server.address, "--duration", "3600", "--rate", "1e7"])
    child.send(SIGINT)
    let line = try child.nextLine(within: Program.patience) ?? ""
    #expect(try child.wait(within: Program.patience).reason == .exited(130))
    #expect(try JSONDecoder().decode(LoadReport.self, from: Data(line.utf8)).interrupted)
    _ = try server.finish()
  }

  @Test func `more senders than clients check: the whole report, one line, exit 1`() throws {
    let server = try ServingProgram(["--senders", "3", "--push-rate", "2000"])
    let result = try load([
      "--connect", server.address, "--connections", "2", "--senders-limit", "2", "--depth", "0",
      "--duration", "0.2",
    ])
    #expect(result.exitCode == 1)
    #expect(result.complaints.count == 1)
    #expect(result.errorOutput.contains("raise --senders-limit"))
    #expect(try report(result).violationsCount == 0)
    #expect(try server.finish().exitCode == 0)
  }

  /// Starts a load of 64 connections, and returns when they are there.
  private func begin(_ arguments: [String]) throws -> ChildProcess {
    var child = try ChildProcess(
      Program.guardbench.command(["load"] + arguments, in: folder.url))
    let descriptors = "/proc/\(child.id)/fd"
    let isThere = try child.runs(until: {
      try FileManager.default.contentsOfDirectory(atPath: descriptors).count > 64
    })
    try #require(isThere, "\(child.errorOutput)")
    return child
  }
}
