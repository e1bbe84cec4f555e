import Foundation
import TestFolders
import Testing

@testable import Bench
@testable import TrialRows
@testable import Trials

extension BenchRunTests {
  @Test func `every row says what is known of its strategy's source, and run.json why`() throws {
    let verification = [
      "mutex": StrategyVerification(.verified, "7 executions of 1 scenarios"),
      "packed": StrategyVerification(.unverified, "changed"),
      "unguarded": StrategyVerification(.exempt, "the floor"),
      "spinlock": StrategyVerification(.verified, "not of this run"),
    ]
    var environment = try environment(ScriptedLauncher())
    environment.verification = verification
    var witness = Witness()
    let result = try BenchRun(
      beginning: plan, in: directory, environment
    ).finish(&witness)
    for row in try rows() { #expect(row.verification == verification[row.strategy]?.status) }
    for row in result.summary { #expect(row.verification == verification[row.strategy]?.status) }
    let manifest = try RunManifest(json: Data(folder.text("run/run.json").utf8))
    #expect(manifest.verification?.keys.sorted() == ["mutex", "packed", "unguarded"])
    #expect(manifest.verification?["packed"] == verification["packed"])
  }

  /// Begins the run, or goes on with it, by a program that knows this of `packed`; answers the rows
  /// that it added.
  private func measure(
    knowing packed: StrategyVerification, isFirst: Bool, isLast: Bool
  ) throws -> ArraySlice<TrialRow> {
    let before = isFirst ? [] : try rows()
    var environment = try environment(
      ScriptedLauncher(isLast ? [:] : [7: .failure(.interrupted)]))
    environment.verification = [
      "packed": packed, "spinlock": StrategyVerification(.verified, "not of this run"),
    ]
    var witness = Witness()
    do {
      let run =
        if isFirst {
          try BenchRun(beginning: plan, in: directory, environment)
        } else {
          try BenchRun(resuming: directory, environment)
        }
      _ = try run.finish(&witness)
      #expect(isLast)
    } catch RunFailure.interrupted {
      #expect(!isLast)
    }
    let rows = try rows()
    #expect(Array(rows.prefix(before.count)) == before)
    return rows.dropFirst(before.count)
  }

  @Test func `a run that is gone on with keeps what was known before, and says what is known now`()
    throws
  {
    let known = [
      StrategyVerification(.unverified, "changed"), StrategyVerification(.verified, "proved since"),
      StrategyVerification(.exempt, "another program"),
    ]
    for (part, packed) in known.enumerated() {
      let added = try measure(knowing: packed, isFirst: part == 0, isLast: part == 2)
      let marks = Set(added.filter { $0.strategy == "packed" }.map(\.verification))
      #expect(marks == [packed.status])
    }
    let manifest = try RunManifest(json: Data(folder.text("run/run.json").utf8))
    #expect(manifest.verification == ["packed": known[0]])
    #expect(manifest.resumptions?.map(\.verification) == known.dropFirst().map { ["packed": $0] })
  }
}
