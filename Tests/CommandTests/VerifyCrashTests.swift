import Foundation
import TestFolders
import Testing

/// A guard that ends its process, or never comes back, costs its own proof and no other.
@Suite struct VerifyCrashTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func verify(_ strategy: String, _ scenario: String = "stale-closer") throws
    -> Program.Result
  {
    try Program.mutantbench.run(
      [
        "verify", "--strategy", strategy, "--strategy", "mutex", "--scenario", scenario,
        "--memory", "sequential",
      ], in: folder.url)
  }

  @Test(arguments: ["traps", "exits"])
  func `a guard that traps is named with where it stood, the others are judged, exit 1`(
    _ strategy: String
  ) throws {
    let result = try verify(strategy)
    #expect(result.exitCode == 1)
    #expect(result.output.contains("mutex keeps its contract in what was searched\n"))
    #expect(result.output.contains("\(strategy) is not proved: the guard's process was ended by"))
    #expect(
      result.output.contains(
        /in stale-closer, sequential memory, (in its first step|after the steps )/))
    #expect(try #require(result.complaints.last).contains("not proved: \(strategy): "))
    let command = try #require(
      result.output.firstMatch(of: /--scenario stale-closer .*--replay "([A-H0-9']*)"/))
    let replay = try Program.mutantbench.run(
      [
        "verify", "--strategy", strategy, "--scenario", "stale-closer", "--memory", "sequential",
        "--replay", String(command.1),
      ], in: folder.url)
    #expect(replay.exitCode == 1)
    #expect(try #require(replay.complaints.last).contains("the guard's process was ended by"))
  }

  @Test func `a guard that traps while it is set up is named`() throws {
    let result = try verify("traps", "live-session")
    #expect(result.exitCode == 1)
    #expect(result.output.contains("traps is not proved: "))
  }

  @Test func `a guard that spins on plain memory is ended and told of`() throws {
    let result = try verify("plain-spin")
    #expect(result.exitCode == 1)
    #expect(result.output.contains("it spins on plain memory, or computes without end"))
    #expect(result.output.contains("mutex keeps its contract in what was searched\n"))
  }

  @Test func `a guard with more words than the model has is told of, exit 1`() throws {
    let result = try verify("wordy")
    #expect(result.exitCode == 1)
    #expect(result.output.contains("the program needs more than 24 words"))
    #expect(result.output.contains("wordy is not proved\n"))
  }

  @Test func `a schedule that does not fit is refused with the step at which it does not`() throws {
    for (schedule, words) in [
      ("A9B9", "cannot go on there"), ("A", "it ends after 1 steps, before the execution does"),
    ] {
      let result = try Program.guardbench.run(
        [
          "verify", "--strategy", "packed", "--scenario", "one-sender", "--replay", schedule,
        ], in: folder.url)
      #expect(result.exitCode == 2)
      #expect(result.output == "")
      #expect(result.errorOutput.contains("the schedule does not fit the program"))
      #expect(result.errorOutput.contains(words))
    }
  }
}
