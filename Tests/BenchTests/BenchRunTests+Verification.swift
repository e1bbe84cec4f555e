import Foundation
import Measurement
import TestFolders
import Testing

@testable import Bench

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
      beginning: plan, in: directory, arguments: ["bench"], environment
    ).finish(&witness)
    for row in try rows() { #expect(row.verification == verification[row.strategy]?.status) }
    for row in result.summary { #expect(row.verification == verification[row.strategy]?.status) }
    let manifest = try RunManifest(json: Data(folder.text("run/run.json").utf8))
    #expect(manifest.verification?.keys.sorted() == ["mutex", "packed", "unguarded"])
    #expect(manifest.verification?["packed"] == verification["packed"])
  }
}
