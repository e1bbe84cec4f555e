import Foundation
import Probe
import Testing

/// The C peers against each other.
@Suite(.serialized) struct LoadTests {
  @Test(arguments: [(1, 64, 1), (8, 3, 1), (64, 64, 2), (16, 5000, 1), (3, 65535, 1)])
  func `the twin answers every message of the generator`(
    depth: Int, payload: Int, threads: Int
  ) throws {
    var server = try ServerUnderTest("twin", ["--reactors", "\(threads)"])
    let (load, exit) = try load(
      port: server.port,
      [
        "--depth", "\(depth)", "--payload", "\(payload)", "--threads", "\(threads)",
        "--connections", "20", "--token", server.token ?? "",
      ])
    #expect(exit.isSuccess)
    #expect(load.complete)
    #expect(load.messages > 0 && load.messages <= load.messages_total)
    let report = try server.report()
    #expect(report.messages_received == load.messages_total)
    #expect(report.sends.accepted == load.messages_total + 20)
    #expect(report.sends.refused == 0 && report.sends.lost == 0)
    #expect(report.accepted == 20 && report.released == 20 && report.open_at_exit == 0)
    #expect(report.closed_by_reason["end_of_stream"] == 20)
    #expect(report.descriptors_opened == report.descriptors_closed)
  }

  @Test(arguments: [1, 64, 700]) func `the raw echo answers too`(depth: Int) throws {
    let server = try ServerUnderTest("raw_echo")
    let (load, exit) = try load(
      port: server.port, ["--raw", "--depth", "\(depth)", "--connections", "10"])
    #expect(exit.isSuccess)
    #expect(load.complete && load.messages > 0)
  }

  @Test func `messages beyond the kernel's buffers arrive as well`() throws {
    // 26 MB under way on each connection: the generator must keep what a socket does not take.
    let server = try ServerUnderTest("raw_echo")
    let (load, exit) = try load(
      port: server.port,
      ["--raw", "--depth", "400", "--payload", "65535", "--connections", "2"])
    #expect(exit.isSuccess)
    #expect(load.complete && load.messages_total >= 800)
  }

  @Test func `the raw echo keeps what its client does not read`() throws {
    let server = try ServerUnderTest("raw_echo")
    let client = try TestClient(port: server.port)
    let sent = client.sendUntilFull(seconds: 0.2)
    #expect(sent < 64 << 20, "it never stopped reading")
    let echo = client.receive(sent)
    #expect(echo.count == sent)
    #expect(echo.enumerated().allSatisfy { $0.element == UInt8(truncatingIfNeeded: $0.offset) })
  }

  @Test func `a damaged reply is found and named`() throws {
    let server = try ServerUnderTest("raw_echo_corrupt")
    let (load, exit) = try load(port: server.port, ["--raw", "--payload", "64"])
    #expect(exit.reason == .exited(1))
    #expect(!load.complete)
    #expect(load.failure?.contains("differs at byte 63 of 64") == true)
  }

  @Test func `a server with another token is not taken for ours`() throws {
    let server = try ServerUnderTest("twin", ["--token", "1234"])
    let (load, exit) = try load(port: server.port, ["--token", "1235"])
    #expect(exit.reason == .exited(1))
    #expect(load.failure?.contains("run token is 0000000000001234") == true)
  }

  @Test func `the generator says when its measurement begins and ends`() throws {
    let server = try ServerUnderTest("twin", [])
    let (lines, exit) = try loadLines(port: server.port, [])
    #expect(exit.isSuccess)
    #expect(lines.dropLast() == [#"{"event":"begun"}"#, #"{"event":"ended"}"#])
    #expect(lines.last?.hasPrefix(#"{"event":"finished""#) == true)
  }

  @Test func `a server that ends during the run fails it`() throws {
    let server = try ServerUnderTest("twin", ["--duration", "0.3"])
    let (load, exit) = try load(port: server.port, ["--seconds", "20"])
    #expect(exit.reason == .exited(1))
    #expect(load.failure?.contains("connection") == true)
  }
}
