import Foundation
import Probe
import Testing

@testable import Pairing

/// A trial judges what its programs do between the marks, whatever they do before and behind.
@Suite(.timeLimit(.minutes(2))) final class TrialTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Takes at least 290 ms of CPU on any machine: the shell reads its own time, in ticks of 10 ms.
  private static let burn = """
    begin=
    while :; do
      read a b c d e f g h i j k l m user system rest < /proc/$$/stat
      now=$((user + system))
      begin=${begin:-$now}
      [ $((now - begin)) -lt 30 ] || break
    done
    """

  private func write(_ name: String, _ script: String) throws -> String {
    let url = folder.appending(path: name)
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: url)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path)
    return url.path
  }

  /// A trial of scripts: what the server does before it listens, while it is measured and when it
  /// ends, and what the generator does before it begins.
  private func run(
    starting: String = ":", measured: String = ":", ending: String = ":", load: String = ":"
  ) throws -> Outcome {
    let begun = folder.appending(path: UUID().uuidString).path
    let server = try write(
      "server",
      """
      trap '\(ending); echo "{\\"messages_received\\":1000}"; exit 0' TERM
      \(starting)
      echo '{"event":"listening","port":1}'
      while [ ! -e \(begun).go ]; do sleep 0.01; done
      \(measured)
      touch \(begun).done
      while :; do sleep 0.01; done
      """)
    let generator = try write(
      "generator",
      """
      \(load)
      echo '{"event":"begun"}'
      sleep 0.1
      touch \(begun).go
      while [ ! -e \(begun).done ]; do sleep 0.01; done
      echo '{"event":"ended"}'
      sleep 0.1
      echo '{"messages":1000,"messages_total":1000,"wall_ns":1,' \
        '"cpu_user_ns":2000,"cpu_system_ns":3000}'
      """)
    let arm = Arm(
      name: "scripts",
      server: Server(name: "server", executable: server),
      generator: Generator(name: "load", executable: generator, secondsOption: "--seconds"))
    return try Trial(arm, depth: 1, setting: Setting()).run()
  }

  @Test func `a server's start and end do not count`() throws {
    let outcome = try run(starting: Self.burn, ending: Self.burn)
    #expect(try #require(outcome.serverCPUNanoseconds) * 1000 < 100_000_000)
  }

  @Test func `what a server does while it is measured counts, by the messages of that time`() throws
  {
    let outcome = try run(measured: Self.burn)
    #expect(try #require(outcome.serverCPUNanoseconds) * 1000 > 100_000_000)
  }

  @Test func `a generator's CPU is that of its own reading, without its start`() throws {
    #expect(try run(load: Self.burn).loadCPUNanoseconds == 5)
  }

  @Test func `a generator that gives up before it measures fails the trial with its word`() throws {
    let error = #expect(throws: TrialError.self) {
      _ = try run(load: "echo 'no server' >&2; exit 1")
    }
    #expect(error?.description.contains("no server") == true)
  }
}
