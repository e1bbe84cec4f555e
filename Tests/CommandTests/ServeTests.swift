import Foundation
import Glibc
import LoadGenerator
import Probe
import TestFolders
import Testing

@testable import Scenarios

@Suite struct ServeTests {
  private static let welcomeBytes = 26

  @Test func `SIGTERM lets sessions end, and everything that was opened is closed`() throws {
    let server = try ServingProgram(["--strategy", "packed", "--grace", "0.1"])
    let client = try RawClient(port: server.listening.port)
    #expect(try client.read(Self.welcomeBytes).count == Self.welcomeBytes)
    try client.sendFrame([2, 1, 2, 3])
    #expect(try client.read(6) == [4, 0, 2, 1, 2, 3])
    let result = try server.finish(SIGTERM)
    #expect(result.exitCode == 0)
    #expect(result.complaints.isEmpty)
    let report = try #require(result.report)
    #expect(report.accepted == 1 && report.released == 1 && report.openAtExit == 0)
    #expect(report.messagesReceived == 1)
    #expect(report.sends.accepted == 2 && report.sends.lost == 0)
    #expect(report.descriptorsOpened == report.descriptorsClosed)
    // A listener, an epoll and a connection; what wakes a reactor is counted apart.
    #expect(report.descriptorsOpened >= 3)
    #expect(report.violations == [])
  }

  @Test func `every push that was due within the measurement is timed`() throws {
    let server = try ServingProgram(["--senders", "2", "--push-rate", "20000"])
    let folder = try TemporaryFolder()
    let load = try Program.guardbench.run(
      [
        "load", "--connect", server.address, "--connections", "4", "--depth", "1",
        "--duration", "0.3", "--warm-up", "0.1", "--await-pushes",
      ], in: folder.url)
    #expect(load.exitCode == 0)
    let report = try #require(try server.finish().report)
    let times = report.marks.map(\.monotonicNanoseconds)
    #expect(times.count == 2)
    let due = 20_000 * Double(times[1] - times[0]) / 1e9
    let pushes = try #require(report.pushLatency)
    // A portion of each thread may not have seen the beginning, a look's pushes be cut off at the
    // end.
    #expect(abs(Double(pushes.count) - due) < 0.05 * due)
    #expect(pushes.p50Nanoseconds != nil)
  }

  @Test func `pushes without a schedule are not late`() throws {
    let server = try ServingProgram(["--senders", "1"])
    let folder = try TemporaryFolder()
    // A sender without a schedule leaves a busy machine no time for all replies, so that the load
    // may exit with 1; the server's report is what counts here.
    _ = try Program.guardbench.run(
      [
        "load", "--connect", server.address, "--connections", "4", "--depth", "1",
        "--duration", "0.1", "--warm-up", "0.1", "--await-pushes",
      ], in: folder.url)
    let report = try #require(try server.finish().report)
    #expect(report.pushes.accepted > 0)
    #expect(report.pushLatency == nil)
  }

  @Test func `Ctrl-C drains too, and is 130`() throws {
    let result = try ServingProgram().finish(SIGINT)
    #expect(result.exitCode == 130)
    #expect(result.report?.openAtExit == 0)
  }

  @Test func `a duration ends it by itself`() throws {
    let result = try ServingProgram(["--duration", "0.05"]).finish(nil)
    #expect(result.exitCode == 0)
    #expect(result.report != nil)
  }

  @Test(arguments: ["1", "2"])
  func `a port in use: one line, exit 1`(reactors: String) throws {
    let server = try ServingProgram(["--reactors", reactors])
    let folder = try TemporaryFolder()
    let second = try Program.guardbench.run(
      ["serve", "--port", "\(server.listening.port)", "--reactors", reactors], in: folder.url)
    #expect(second.exitCode == 1)
    #expect(second.output == "")
    #expect(second.complaints.count == 1)
    #expect(
      second.errorOutput.contains("127.0.0.1:\(server.listening.port): Address already in use"))
    #expect(try server.finish().exitCode == 0)
  }

  @Test(arguments: [
    ["--slots", "0"], ["--reactors", "0"], ["--reactors", "3", "--slots", "2"],
    ["--strategy", "pakced"], ["--flush", "later"], ["--senders", "2000"],
    ["--disconnect-rate", "5"], ["--host", "no such host"], ["--plan", "{}"],
    ["--host", "::1"], ["--host", "[::]"],
  ])
  func `what no server can do: one line, exit 2`(arguments: [String]) throws {
    let folder = try TemporaryFolder()
    let result = try Program.guardbench.run(["serve"] + arguments, in: folder.url)
    #expect(result.exitCode == 2)
    #expect(result.output == "")
    #expect(result.complaints.count == 1)
  }

  @Test func `more slots than descriptors: the limit and what would fit, exit 2`() throws {
    let folder = try TemporaryFolder()
    let result = try Program.guardbench.run(
      ["serve", "--slots", "500", "--duration", "0.1"], in: folder.url, descriptors: 100)
    #expect(result.exitCode == 2)
    #expect(result.output == "")
    #expect(result.complaints.count == 1)
    #expect(result.errorOutput.contains("may open 100"))
    #expect(result.errorOutput.contains(/--slots \d+ would fit/))
  }

  @Test func `broken frames end their own session only, and are counted by reason`() throws {
    let server = try ServingProgram(["--max-payload", "100", "--grace", "0.1"])
    let bystander = try RawClient(port: server.listening.port)
    #expect(try bystander.read(Self.welcomeBytes).count == Self.welcomeBytes)
    let malformed: [[UInt8]] = [
      [0, 0],  // no payload
      [101, 0, 2],  // one byte more than the welcome allows
      [255, 255],
    ]
    let rejected: [[UInt8]] = [
      [1, 0, 0],  // no such kind
      [1, 0, 77],
      [24, 0, 1] + [UInt8](repeating: 0, count: 23),  // a welcome
      [24, 0, 3] + [UInt8](repeating: 0, count: 23),  // a push
      [15, 0, 4, 1] + [UInt8](repeating: 0, count: 13),  // a command that is too short
      [16, 0, 4, 9] + [UInt8](repeating: 0, count: 14),  // no such operation
    ]
    for bytes in malformed + rejected {
      let client = try RawClient(port: server.listening.port)
      #expect(try client.read(Self.welcomeBytes).count == Self.welcomeBytes)
      try client.send(bytes)
      try client.waitForEnd()
      try bystander.sendFrame([2, 42])
      #expect(try bystander.read(4) == [2, 0, 2, 42])
    }
    let result = try server.finish()
    #expect(result.exitCode == 0)
    let report = try #require(result.report)
    #expect(report.closedByReason["malformed_frame"] == malformed.count)
    #expect(report.closedByReason["rejected"] == rejected.count)
    #expect(report.malformedCount == malformed.count + rejected.count)
    #expect(report.accepted == 1 + malformed.count + rejected.count)
    #expect(report.released == report.accepted)
  }

  @Test func `what follows a disconnect is ignored, broken or not`() throws {
    let server = try ServingProgram(["--grace", "0.1"])
    let disconnect = [16, 0, 4, 2] + [UInt8](repeating: 0, count: 14)
    for rest: [UInt8] in [[], [3, 0, 2, 1, 2], [0, 0], [1, 0, 77]] {
      let client = try RawClient(port: server.listening.port)
      #expect(try client.read(Self.welcomeBytes).count == Self.welcomeBytes)
      try client.send(disconnect + rest)
      try client.waitForEnd()
    }
    let report = try #require(try server.finish().report)
    #expect(report.closedByReason["disconnected"] == 4 && report.malformedCount == 0)
    #expect(report.messagesReceived == 4 && report.sends.accepted == 4)
  }

  @Test func `full slots pause accepting, and go on when one is free`() throws {
    let server = try ServingProgram(["--slots", "1", "--grace", "0.1"])
    var first: RawClient? = try RawClient(port: server.listening.port)
    #expect(try first?.read(Self.welcomeBytes).count == Self.welcomeBytes)
    let second = try RawClient(port: server.listening.port)
    first = nil
    #expect(try second.read(Self.welcomeBytes).count == Self.welcomeBytes)
    let report = try #require(try server.finish().report)
    #expect(report.accepted == 2)
    #expect((report.acceptPauses["slots"] ?? 0) >= 1)
  }

  /// Of the optimised build, with jemalloc, as `make test` makes it: a debug build allocates for
  /// generics that it does not specialise.
  @Test(
    .enabled(if: Program.released != nil, "needs a release build: run `make test`"),
    arguments: ["direct", "deferred"])
  func `no message costs an allocation`(flush: String) throws {
    let server = try ServingProgram(
      ["--senders", "2", "--push-rate", "20000", "--stale-share", "0.1", "--flush", flush],
      of: try #require(Program.released))
    let folder = try TemporaryFolder()
    let load = try Program.guardbench.run(
      [
        "load", "--connect", server.address, "--connections", "8", "--depth", "8",
        "--duration", "1", "--warm-up", "0.3", "--await-pushes",
      ], in: folder.url)
    #expect(load.exitCode == 0)
    let marks = try #require(try server.finish().report?.marks)
    #expect(marks.count == 2)
    let messages = marks[1].sends - marks[0].sends
    let allocations = try #require(marks[1].allocations) - (try #require(marks[0].allocations))
    #expect(messages > 10_000)
    // The marks themselves, and the two connections that ask for them, take some hundred.
    #expect(allocations < 1_000)
  }
}
