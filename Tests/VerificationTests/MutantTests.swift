import ModelChecker
import Mutants
import SessionGuards
import Testing
import Verification

/// Every mutant dies, and the most important ones in the way that is known.
@Suite struct MutantTests {
  @Test(arguments: Mutant.all)
  func `every mutant dies`(_ mutant: Mutant) throws {
    let death = mutant.death(Effort.limited(mutant.setting(.releaseAcquire), to: 1000))
    let violation = try #require(death?.report.violation, "it survives")
    #expect(Promise(reason: violation.reason) != nil, "\(violation)")
  }

  /// The sender that was refused while the slot was free must undo between the next session's last
  /// release and its claim.
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

  @Test func `the count stored at reopen needs two where another thread closed and is done`()
    throws
  {
    try expectStoredCount(in: "stale-closer", preempts: ["next", "owner"])
  }

  @Test func `an undo that forgets the zero test leaves a session unreclaimed`() throws {
    let mutant = Mutant.named("undo forgets the zero test", "flag-count")
    let death = mutant.death(Effort.limited(mutant.setting(.releaseAcquire), to: 1000))
    let violation = try #require(death?.report.violation)
    #expect(Promise(reason: violation.reason) == .progress)
  }

  /// What that scenario says of the mutant, in release/acquire memory.
  private func reason(_ name: String, _ strategy: String, in scenario: String) throws -> String {
    let mutant = Mutant.named(name, strategy)
    let program = mutant.program(try #require(Scenario.named(scenario)))
    let setting = Effort.limited(mutant.setting(.releaseAcquire), to: 1000)
    return try #require(program.explore(.everyTrace, setting).violation).reason
  }

  @Test func `two closes that both win are counted at the end`() throws {
    let reason = try reason("every closer wins", "packed", in: "two-closers")
    #expect(Promise(reason: reason) == .reclaimedOnce)
    #expect(reason.hasSuffix("generation 1: 2 closes won, 1 reclaims"))
  }

  @Test func `a close that wins when another has won is seen`() throws {
    let reason = try reason("every closer wins", "packed", in: "one-sender")
    #expect(Promise(reason: reason) == .reclaimedOnce)
    #expect(reason.hasSuffix("a second close of 1 won"))
  }

  @Test func `a slot that is opened after its last generation is seen`() throws {
    let reason = try reason("used up slot opened", "packed", in: "last-generation")
    #expect(Promise(reason: reason) == .onlyItsOwn)
    #expect(reason.hasSuffix("a used up slot was opened"))
  }

  @Test func `an opening that answers another id is seen before the threads start`() throws {
    let reason = try reason("open answers the next id", "packed", in: "one-sender")
    #expect(Promise(reason: reason) == .onlyItsOwn)
    #expect(reason.contains("not slot 0, generation 1"))
  }

  @Test func `an unlock by a thread that does not hold the lock is seen`() throws {
    let reason = try reason("lock given back twice", "mutex", in: "last-generation")
    #expect(Promise(reason: reason) == .excludes)
    #expect(reason == "owner gives back a lock that it does not hold (open.unlockAgain)")
  }

  @Test func `a guard that goes round for ever while it is set up is ended`() throws {
    let reason = try reason("refusal not accepted", "packed", in: "live-session")
    #expect(Promise(reason: reason) == .progress)
    #expect(reason.hasPrefix("no end after "))
  }

  @Test func `the new generation written too late is met between the two writes, not elsewhere`()
    throws
  {
    let mutant = Mutant.named(
      "flag cleared before the new generation is written", "flag-count")
    let program = mutant.program(try #require(Scenario.named("send-close-reopen")))
    let setting = mutant.setting(.sequential)
    let violation = try #require(program.simplestViolation(setting))
    #expect(violation.preempted == ["owner"])
    let alone = mutant.program(try #require(Scenario.named("last-generation")))
    #expect(alone.explore(.everySchedule(preemptions: 0), setting).violation == nil)
  }
}
