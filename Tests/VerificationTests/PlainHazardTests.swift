import ModelChecker
import Mutants
import SessionGuards
import Testing
import Verification

/// The right hazard guard among the mutants is right in the model too.
@Suite struct PlainHazardTests {
  @Test(arguments: Scenario.all.map(\.name), MemoryModel.allCases)
  func `the plain hazard guard keeps its contract in every scenario`(
    _ name: String, _ memory: MemoryModel
  ) throws {
    let scenario = try #require(Scenario.named(name))
    let setting = Effort.limited(Setting(memory), to: 1000)
    let report = scenario.program(PlainHazardGuard<ModelWord, WholeScan>.self).explore(
      .everyTrace, setting)
    #expect(report.violation == nil, "\(report.violation?.description ?? "")")
  }

  @Test func `a scan that leaves out the last participant dies where a sender is the last`() {
    let scenario = Scenario(
      "sender-last", "the owner closes, and the last participant sends",
      Scenario.Part("owner", .close(1), .settle(1)), Scenario.Part("sender", .send(1)))
    let right = scenario.program(PlainHazardGuard<ModelWord, WholeScan>.self).explore(.everyTrace)
    #expect(right.isProof, "\(right.violation?.description ?? "")")
    let wrong = scenario.program(PlainHazardGuard<ModelWord, ScanWithoutLast>.self).explore(
      .everyTrace)
    #expect(wrong.violation.flatMap { Promise(reason: $0.reason) } == .leaseHoldsSlot)
  }
}
