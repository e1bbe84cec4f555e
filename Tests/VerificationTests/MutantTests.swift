import ModelChecker
import SessionGuards
import Testing
import Verification

@Suite struct MutantTests {
  @Test(arguments: Mutants.all)
  func `every mutant dies`(_ mutant: Mutant) {
    let death = mutant.death(mutant.setting(.releaseAcquire))
    #expect(death != nil)
    let values = mutant.death(mutant.setting(.sequential, detectsRaces: false))
    print(
      "print: \(mutant.testDescription): \(death.map { "\($0.scenario.name) \($0.report.executions) p\($0.report.violation!.preemptions) \($0.report.violation!.reason)" } ?? "SURVIVES") | values: \(values.map { "\($0.scenario.name) \($0.report.executions) p\($0.report.violation!.preemptions) \($0.report.violation!.reason)" } ?? "SURVIVES")"
    )
  }
}
