import ModelChecker
import SessionGuards
import Testing
import Verification

@Suite struct ContractTests {
  @Test(arguments: MemoryModel.allCases)
  func `every guard keeps its contract in every execution of every scenario`(
    _ memory: MemoryModel
  ) {
    for scenario in Scenario.all {
      let start = ContinuousClock.now
      var verifier = Verifier([scenario], Setting(memory))
      verifier.visitOurs()
      for finding in verifier.findings {
        print(
          "print: \(memory) \(finding.strategy) \(finding.scenario) \(finding.report.executions) red \(finding.report.redundant) \(finding.report.violation?.reason ?? "-") \(finding.report.violation?.schedule.description ?? "")"
        )
        #expect(finding.report.isProof)
      }
      print("print: \(scenario.name) \(memory) took \(ContinuousClock.now - start)")
    }
  }
}
