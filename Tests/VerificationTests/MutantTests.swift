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

  /// Whoever was refused while the slot was free must undo between the next session's last release
  /// and its claim.
  private func expectStoredCount(in scenario: String, preempts preempted: [String]) throws {
    let preemptions = preempted.count
    let mutant = Mutant.named("count stored at reopen while others undo", "flag-count")
    let program = mutant.program(try #require(Scenario.named(scenario)))
    let setting = mutant.setting(.sequential)
    let fewer = program.explore(.everySchedule(preemptions: preemptions - 1), setting)
    #expect(fewer.violation == nil)
    let violation = try #require(program.simplestViolation(setting))
    #expect(violation.preemptions == preemptions)
    #expect(violation.preempted == preempted)
    #expect(violation.reason == "blocked for ever: owner at settle.wait")
    let sites = violation.trace.lines.map(\.site)
    let undo = try #require(sites.lastIndex(of: "acquire.undo"))
    #expect(try undo > #require(sites.lastIndex(of: "open.publish")), "the undo comes late")
    #expect(violation.trace.lines.last?.site == "settle.wait")
  }

  @Test func `the count stored at reopen needs three preemptions where the owner closes as well`()
    throws
  {
    try expectStoredCount(in: "stale-id", preempts: ["owner", "other", "owner"])
  }

  @Test func `the count stored at reopen needs but two where somebody else closed and is done`()
    throws
  {
    try expectStoredCount(in: "stale-closer", preempts: ["next", "owner"])
  }

  @Test func `an undo that forgets the zero test leaves a session that nobody reclaims`() throws {
    let mutant = Mutant.named("undo forgets the zero test", "flag-count")
    let death = mutant.death(Effort.limited(mutant.setting(.releaseAcquire), to: 1000))
    let violation = try #require(death?.report.violation)
    #expect(Promise(reason: violation.reason) == .progress)
  }
}
