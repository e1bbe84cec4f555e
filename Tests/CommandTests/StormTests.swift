import Foundation
import Glibc
import Probe
import Tables
import TestFolders
import Testing
import TrialRows

/// Trials of the server tier as `bench` runs them: a server process, a load process, two oracles.
@Suite struct StormTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func bench(
    _ scenarios: String, _ strategies: String, _ arguments: [String] = [],
    by program: Program = .guardbench
  ) throws -> Program.Result {
    try program.run(
      [
        "bench", "--scenarios", scenarios, "--strategies", strategies, "--blocks", "1", "--seed",
        "7", "--output", "run", "--disturbance", "1000",
      ] + (arguments.contains("--duration") ? [] : ["--duration", "0.3"]) + arguments,
      in: folder.url)
  }

  private func rows() throws -> [TrialRow] {
    try Table<TrialRow>(csv: [UInt8](folder.text("run/samples.csv").utf8)).rows
  }

  @Test func `every scenario delivers all that it sent, under guards of every kind`() throws {
    let result = try bench(
      "echo,push,hot,storm", "unguarded,mutex,flag-count", ["--depth", "8"])
    #expect(result.exitCode == 0)
    let rows = try rows()
    #expect(Set(rows.map(\.scenario)) == ["echo", "push", "hot", "storm"])
    let floor = Set(rows.filter { $0.strategy == "unguarded" }.map(\.scenario))
    #expect(floor == ["echo", "push", "hot"])
    for row in rows {
      #expect(row.violationsCount == 0 && row.malformedCount == 0)
      #expect(
        (row.messagesCount ?? 0) > 0 && (row.cpuNanoseconds ?? 0) > 0
          && (row.wallNanoseconds ?? 0) > 0)
      let (sent, delivered) = (try #require(row.sentCount), try #require(row.deliveredCount))
      if row.scenario == "storm" {
        #expect(sent >= delivered)
        #expect((row.refusedCount ?? 0) > 0)
      } else {
        #expect(sent == delivered)
      }
      #expect((row.setting.ratePerSecond == nil) == (row.loop == .closed))
    }
  }

  /// So slowly that the hot session's queue takes all that is sent to it, as other tests may keep
  /// the cores from its reactor.
  @Test func `deferred output is delivered as well`() throws {
    let result = try bench(
      "push,hot,storm", "packed", ["--flush", "deferred", "--rate", "500"])
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(try rows().allSatisfy { $0.setting.flush == "deferred" && $0.violationsCount == 0 })
  }

  @Test(arguments: ["direct", "deferred"])
  func `sessions that any reactor serves are served and reached as well`(flush: String) throws {
    let result = try bench(
      "push,hot,storm", "packed,hazard,mutex",
      ["--topology", "shared", "--threads", "2", "--flush", flush, "--rate", "500"])
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    let rows = try rows()
    #expect(rows.count == 9)
    for row in rows {
      #expect(row.setting.topology == "shared" && row.violationsCount == 0)
      let (sent, delivered) = (try #require(row.sentCount), try #require(row.deliveredCount))
      #expect(row.scenario == "storm" ? sent >= delivered : sent == delivered)
    }
  }

  @Test func `an echo by any reactor comes back whole and in order`() throws {
    let result = try bench(
      "echo", "packed,qsbr,ticket", ["--topology", "shared", "--threads", "2", "--depth", "8"])
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(try rows().allSatisfy { $0.sentCount == $0.deliveredCount })
  }

  @Test func `sessions on several reactors are reached from outside`() throws {
    let result = try bench("push", "flag-count", ["--threads", "3", "--connections", "9"])
    #expect(result.exitCode == 0)
    let row = try #require(try rows().first)
    #expect(row.setting.threads == 3 && row.sentCount == row.deliveredCount)
  }

  /// One slot, one sender outside, one client at a time: some twenty in all, of which the one that
  /// is wronged hardly ever leaves by a reset, which would lose the evidence.
  private static let oneSlot = [
    "--sessions", "1", "--connections", "1", "--senders", "1", "--stale", "0", "--close", "0.002",
    "--duration", "1",
  ]

  @Test(arguments: ["count-only", "flag-never-checked"])
  func `a mutant delivers to the next client: exit 6, naming the session and the violation`(
    strategy: String
  ) throws {
    let result = try bench("storm", strategy, Self.oneSlot, by: .mutantbench)
    #expect(result.exitCode == 6)
    let line = try #require(result.complaints.last)
    #expect(line.contains("lifetime violation: \(strategy) in storm"))
    let words = /generation (\d+): a message reached another client .* generation (\d+), sequence/
    let found = try #require(try words.firstMatch(in: line))
    let (reader, addressee) = (try #require(Int(found.1)), try #require(Int(found.2)))
    #expect(addressee < reader)
    #expect((try rows().first?.violationsCount ?? 0) > 0)
  }

  @Test(arguments: ["met-at-rundown", "met-at-release"])
  func `the right guard comes through the same meeting`(strategy: String) throws {
    let result = try bench("storm", strategy, Self.oneSlot, by: .mutantbench)
    #expect(result.exitCode == 0)
    #expect(try rows().first?.violationsCount == 0)
  }

  @Test(arguments: [
    ("met-at-rundown", "meeting: granted; the session lived on"),
    ("met-at-release", "meeting: refused"),
    ("flag-never-checked", "meeting: granted; the slot went to the next client"),
  ])
  func `the meeting takes place`(strategy: String, end: String) throws {
    let server = try ServingProgram(
      ["--strategy", strategy, "--slots", "1", "--senders", "1", "--push-rate", "20000"],
      of: .mutantbench)
    let load = try Program.guardbench.run(
      [
        "load", "--connect", server.address, "--connections", "1", "--rate", "2000", "--churn",
        "200", "--no-marks", "--duration", "0.3", "--await-pushes", "--strategy", strategy,
      ], in: folder.url)
    let served = try server.finish()
    let isRight = strategy.hasPrefix("met")
    #expect(load.exitCode == (isRight ? 0 : 6))
    #expect(served.exitCode == (isRight ? 0 : 6))
    #expect(served.complaints.first.map(String.init) == end)
    for result in [load.errorOutput, served.errorOutput] where !isRight {
      #expect(result.contains("lifetime violation: \(strategy)"))
      #expect(result.contains(/session of slot 0, generation \d+/))
    }
  }

  @Test(arguments: ["serve", "load"])
  func `a killed process ends the run with exit 1 and whole rows`(command: String) throws {
    var isKilled = false
    let result = try Program.guardbench.run(
      [
        "bench", "--scenarios", "echo", "--strategies", "packed", "--blocks", "3", "--seed", "7",
        "--duration", "30", "--output", "run",
      ], in: folder.url, signal: 0,
      when: {
        isKilled = isKilled || Self.kill(command, below: self.folder.url)
        return isKilled
      })
    #expect(result.exitCode == 1)
    #expect(result.complaints.last?.contains("packed in echo") == true)
    #expect(try rows() == [])
  }

  /// Kills the process of that command that works in the folder; reports whether there was one.
  private static func kill(_ command: String, below folder: URL) -> Bool {
    let processes = try? FileManager.default.contentsOfDirectory(atPath: "/proc")
    for process in processes ?? [] {
      guard let id = Int32(process),
        let line = try? Data(contentsOf: URL(filePath: "/proc/\(id)/cmdline")),
        String(decoding: line, as: UTF8.self).split(separator: "\0").dropFirst().first
          == command[...],
        let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(id)/cwd"),
        place.hasSuffix(folder.lastPathComponent)
      else { continue }
      return Glibc.kill(id, SIGKILL) == 0
    }
    return false
  }
}
