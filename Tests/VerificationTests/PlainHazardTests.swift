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
}
