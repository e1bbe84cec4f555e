import ModelChecker
import Mutants
import SessionGuards
import Testing
import Verification

// Not under a sanitizer, which would rightly report what these guards let happen, and end it there.
#if !THREAD_SANITIZER && !ADDRESS_SANITIZER
/// Each oracle of the stress, with a mutant that it must catch, and with the right guard that it
/// must let pass under the same holds.
///
/// A thread is held where the mistake needs it, so that each test finds its mistake every time.
@Suite struct StressOracleTests {
  typealias Change = Alteration.Change
  typealias Mutex = LockGuard<DelayedLock, DelayedWord>
  typealias FlagCount = FlagCountGuard<DelayedWord>
  typealias Packed = PackedGuard<DelayedWord>

  static let withoutLock: [(String, Change)] = [
    ("acquire.lock", .skip(answer: 0)), ("acquire.unlock", .skip(answer: 0)),
    ("release.unlock", .skip(answer: 0)),
  ]
  /// A sender and an owner that closes later, if ever.
  static let granted = Scenario(
    "granted", "a send that must be granted",
    Scenario.Part("sender", .sendGranted(1)), Scenario.Part("owner", .serve(1)))

  /// One play of one scenario.
  static func plan(_ scenario: Scenario, _ holds: [Hold]) -> StressPlan {
    var plan = StressPlan(seed: 1, batches: 1)
    plan.slots = 1
    plan.threads = 2
    plan.scenarios = [scenario]
    plan.drawsScenarios = false
    plan.disturbance.delayOdds = 0
    plan.disturbance.holds = holds
    return plan
  }

  static func scenario(_ name: String) throws -> Scenario {
    try #require(Scenario.named(name))
  }

  /// The violation of the guard with those accesses altered, when the right one has shown none.
  func violation<Guard: SessionGuard & ~Copyable>(
    of _: Guard.Type, _ changes: [(String, Change)], in scenario: Scenario, _ holds: [Hold] = []
  ) throws -> StressViolation where Guard.Fault == Stop {
    var plan = StressOracleTests.plan(scenario, holds)
    let right = try Stress.run(Guard.self, plan)
    #expect(right.violation == nil, "\(right.violation.map(\.description) ?? "")")
    plan.disturbance.alterations = changes.map { Alteration($0.0, $0.1) }
    return try #require(try Stress.run(Guard.self, plan).violation, "the mistake was not seen")
  }

  func violation(
    of mutant: Mutant, in scenario: Scenario, _ holds: [Hold] = []
  ) throws -> StressViolation {
    let plan = StressOracleTests.plan(scenario, holds)
    return try #require(try mutant.stress(plan).violation, "the mistake was not seen")
  }

  @Test func `a session that is torn down under a lease is seen by its user`() throws {
    let found = try violation(
      of: Mutex.self, StressOracleTests.withoutLock, in: StressOracleTests.scenario("one-sender"),
      [
        Hold("owner", at: "acquire.lock", until: "session.use"),
        Hold("sender", at: "session.work", until: "reclaim.done"),
      ])
    #expect(found.promise == .leaseHoldsSlot)
    #expect(found.place.scenario == "one-sender")
  }

  @Test func `a message that comes after the teardown is missing in the balance`() throws {
    let found = try violation(
      of: Mutex.self, StressOracleTests.withoutLock, in: StressOracleTests.scenario("one-sender"),
      [
        Hold("owner", at: "acquire.lock", until: "session.use"),
        Hold("sender", at: "session.deliver", until: "reclaim.done"),
      ])
    #expect(found.promise == .conserves)
    #expect(found.reason.hasSuffix("4 asked for: 1 refused, 2 delivered"))
  }

  @Test func `two threads in a session that is lent to one at a time are seen`() throws {
    let found = try violation(
      of: Mutex.self, StressOracleTests.withoutLock, in: StressOracleTests.scenario("live-session"),
      [
        Hold("sender", at: "session.work", until: "session.claim"),
        Hold("reactor", at: "session.claim", until: "session.claim"),
      ])
    #expect(found.promise == .excludes)
  }

  @Test func `a session that is reclaimed twice is seen`() throws {
    let found = try violation(
      of: FlagCount.self, [("rundown.claim", .exchange)],
      in: StressOracleTests.scenario("one-sender"),
      [
        Hold("sender", at: "acquire.count", until: "release.count"),
        Hold("owner", at: "rundown.claim", until: "reclaim.done"),
      ])
    #expect(found.promise == .reclaimedOnce)
    #expect(found.reason.hasSuffix("reclaimed slot 1, generation 1, lives 0"))
  }

  @Test func `an id of another generation that is granted is seen`() throws {
    let found = try violation(
      of: .named("generation never checked", "flag-count"),
      in: StressOracleTests.scenario("live-session"))
    #expect(found.promise == .onlyItsOwn)
    #expect(found.reason.hasSuffix("a send to generation 1 reached 2"))
  }

  @Test func `an acquire that is granted after the end is seen`() throws {
    let found = try violation(
      of: FlagCount.self, [("acquire.count", .hide(FlagCount.released))],
      in: StressOracleTests.scenario("one-sender"))
    #expect(found.promise == .leaseHoldsSlot)
  }

  @Test func `a live id that is refused is seen`() throws {
    let found = try violation(
      of: Packed.self, [("acquire.count", .answer(Packed.dead))], in: StressOracleTests.granted)
    #expect(found.promise == .liveIsGranted)
  }

  @Test func `an early guard that grants after its close is seen`() throws {
    let scenario = Scenario(
      "asks-afterwards", "a close whose thread asks for a lease at once",
      Scenario.Part("sender", .send(1)), Scenario.Part("owner", .close(1), .settle(1)))
    let found = try violation(
      of: Mutex.self, [("close.flag", .skip(answer: 0))], in: scenario,
      [Hold("owner", at: "acquire.lock", until: "session.deliver")])
    #expect(found.promise == .closeRefuses)
  }

  @Test func `a count that has leaked is seen when all are quiet`() throws {
    let found = try violation(
      of: FlagCount.self, [("release.count", .skip(answer: 2))], in: StressOracleTests.granted)
    #expect(found.promise == .reclaimedOnce)
    #expect(found.reason.hasSuffix("generation 1, which no thread used, was not reclaimed"))
  }

  @Test func `a thread that waits for what cannot come ends the play, and no clock says so`() throws
  {
    let found = try violation(
      of: Mutex.self, [("acquire.unlock", .skip(answer: 0))],
      in: StressOracleTests.scenario("one-sender"))
    #expect(found.promise == .progress)
    #expect(found.reason.hasPrefix("blocked for ever: "))
  }

  @Test func `a thread that goes round for ever is ended after so many accesses`() throws {
    let found = try violation(
      of: .named("refusal not accepted", "packed"), in: StressOracleTests.scenario("one-sender"))
    #expect(found.promise == .progress)
    #expect(found.reason.hasPrefix("no end after "))
  }

  @Test func `a session that no thread can close is seen when all are quiet`() throws {
    let found = try violation(
      of: .named("close does nothing", "packed"), in: StressOracleTests.granted)
    #expect(found.promise == .reclaimedOnce)
    #expect(found.reason.hasSuffix("no close of slot 0, generation 1 could win"))
  }

  @Test func `a second close that wins is seen when all are quiet`() throws {
    let found = try violation(
      of: .named("every closer wins", "packed"), in: StressOracleTests.granted)
    #expect(found.promise == .reclaimedOnce)
    #expect(found.reason.hasSuffix("a second close of 2 won"))
  }

  @Test func `a used up slot that is opened is seen when all are quiet`() throws {
    let last = Scenario(
      "last", "the last session of a slot", lastGeneration: 1,
      Scenario.Part("sender", .sendGranted(1)), Scenario.Part("owner", .serve(1)))
    let found = try violation(of: .named("used up slot opened", "packed"), in: last)
    #expect(found.promise == .onlyItsOwn)
    #expect(found.reason.hasSuffix("a used up slot was opened"))
  }

  @Test func `an opening that answers another id is seen`() throws {
    let found = try violation(
      of: .named("open answers the next id", "packed"), in: StressOracleTests.granted)
    #expect(found.promise == .onlyItsOwn)
    #expect(found.reason.contains("not slot 0, generation 1"))
  }

  @Test func `an unlock by a thread that does not hold the lock is seen`() throws {
    let last = Scenario(
      "last", "the last session of a slot", lastGeneration: 1,
      Scenario.Part("sender", .sendGranted(1)),
      Scenario.Part("owner", .close(1), .settle(1), .openRetired))
    let found = try violation(of: .named("lock given back twice", "mutex"), in: last)
    #expect(found.promise == .excludes)
    #expect(found.reason.contains("gives back a lock that it does not hold"))
  }

  @Test func `a count stored at reopen is found where the late undo is held`() throws {
    // The sender adds to the released slot, and takes it back when the next session has opened:
    // then the count of that session is one short, and no thread finds it at zero.
    let reuse = Scenario(
      "reuse", "a send that may be as late as the next session",
      Scenario.Part("sender", .send(1)),
      Scenario.Part(
        "owner", .close(1), .settle(1), .open(2), .serve(2), .close(2), .settle(2)))
    let found = try violation(
      of: FlagCount.self, [("open.publish", .overwrite(1))], in: reuse,
      [
        Hold("sender", at: "acquire.count", until: "reclaim.done"),
        Hold("owner", at: "open.publish", until: "acquire.count"),
        Hold("sender", at: "acquire.undo", until: "open.publish"),
        Hold("owner", at: "session.use", until: "acquire.undo"),
      ])
    #expect(found.reason == "blocked for ever: owner at settle.wait")
  }
}
#endif
