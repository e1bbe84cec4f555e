import ModelChecker
import Mutants
import SessionGuards
import Testing
import Verification

/// Every wrong variant dies, and those that matter most die as it is known that they must.
@Suite struct MutantTests {
  @Test(arguments: Mutant.all)
  func `every mutant dies`(_ mutant: Mutant) throws {
    let death = mutant.death(Effort.limited(mutant.setting(.releaseAcquire), to: 1000))
    let violation = try #require(death?.report.violation, "it survives")
    #expect(Promise(reason: violation.reason) != nil, "\(violation)")
  }

  @Test func `the count stored at reopen needs three preemptions, and a trace that says why`()
    throws
  {
    let mutant = Mutant.named("count stored at reopen while others undo", "flag-count")
    let program = mutant.program(try #require(Scenario.named("stale-id")))
    let setting = mutant.setting(.sequential)
    #expect(program.explore(.everySchedule(preemptions: 2), setting).violation == nil)
    let violation = try #require(program.simplestViolation(setting))
    #expect(violation.preemptions == 3)
    #expect(violation.reason == "blocked for ever: owner at settle.wait")
    let sites = violation.trace.lines.map(\.site)
    let undo = try #require(sites.lastIndex(of: "acquire.undo"))
    #expect(try undo > #require(sites.lastIndex(of: "open.publish")), "the undo comes late")
    #expect(violation.trace.lines.last?.site == "settle.wait")
  }

  @Test func `an undo that forgets the zero test leaves a session that nobody reclaims`() throws {
    let mutant = Mutant.named("undo forgets the zero test", "flag-count")
    let death = mutant.death(Effort.limited(mutant.setting(.releaseAcquire), to: 1000))
    let violation = try #require(death?.report.violation)
    #expect(Promise(reason: violation.reason) == .progress)
  }
}
