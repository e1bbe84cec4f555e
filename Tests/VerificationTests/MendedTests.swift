import ModelChecker
import SessionGuards
import Testing
import Verification

@testable import Mutants

/// What the model must vary, count and compare, so that no mutant is proved and no right guard
/// refused. Each mutant here was proved, or each right guard refused, before.
@Suite struct MendedTests {
  private static func named(_ name: String) throws -> Scenario {
    try #require(Scenario.named(name))
  }

  private func explored<Guard: SessionGuard & ~Copyable>(
    _: Guard.Type, _ scenario: Scenario, _ memory: MemoryModel = .releaseAcquire
  ) -> Report where Guard.Fault == Stop {
    scenario.program(Guard.self).explore(
      .everyTrace, Effort.limited(Setting(memory), to: 20_000))
  }

  /// The first violation in any placement.
  private func death<Guard: SessionGuard & ~Copyable>(
    of _: Guard.Type, in scenarios: [Scenario] = [.duel, .trio]
  ) -> Violation? where Guard.Fault == Stop {
    for scenario in scenarios.flatMap(\.placements) {
      if let violation = explored(Guard.self, scenario).violation { return violation }
    }
    return nil
  }

  private func broken(_ violation: Violation?) -> Promise? {
    violation.flatMap { Promise(reason: $0.reason) }
  }

  /// Expects that no placement breaks anything; in a release build, that this is proved.
  private func expectRight<Guard: SessionGuard & ~Copyable>(
    _: Guard.Type, in scenarios: [Scenario]
  ) where Guard.Fault == Stop {
    for memory in MemoryModel.allCases {
      for scenario in scenarios.flatMap(\.placements) {
        let report = explored(Guard.self, scenario, memory)
        #expect(report.violation == nil, "\(Guard.strategy.name): \(report.violation!)")
        #expect(report.isComplete || !Effort.isFull)
      }
    }
  }

  // MARK: Places.

  @Test func `a scan that leaves out one participant dies, whichever it is`() {
    for found in [
      death(of: PlainHazardGuard<ModelWord, ScanWithoutFirst>.self),
      death(of: PlainHazardGuard<ModelWord, ScanWithoutMiddle>.self),
      death(of: PlainHazardGuard<ModelWord, ScanWithoutLast>.self),
      death(of: QuiescentGuard<ScanWithoutFirst, ModelWord>.self),
      death(of: QuiescentGuard<ScanOfEnds, ModelWord>.self),
      death(of: QuiescentGuard<ScanWithoutLast, ModelWord>.self),
    ] {
      #expect(found?.kind == .broken)
    }
  }

  @Test func `where the last participant is always the owner, one that forgets it is not seen`()
    throws
  {
    let model = GuardModel(PlainHazardGuard<ModelWord, ScanWithoutLast>.self)
    #expect(Scenario.duel.places == [0, 1])
    #expect(model.program(Scenario.duel).explore(.everyTrace).isProof)
    let found = Check(model, Scenario.duel, .releaseAcquire).run()
    #expect(found.broken == .leaseHoldsSlot && found.record.places == [1, 0])
    #expect(found.record.placementsCount == 2)
  }

  @Test
  func `a guard that treats all participants alike is searched once, others once a placement`() {
    func count<Guard: SessionGuard & ~Copyable>(_: Guard.Type) -> Int where Guard.Fault == Stop {
      let found = Check(GuardModel(Guard.self), Scenario.duel, .sequential).run()
      #expect(found.verdict == .proved)
      return found.record.placementsCount
    }
    #expect(count(PackedGuard<ModelWord>.self) == 1)
    #expect(count(PlainHazardGuard<ModelWord, WholeScan>.self) == 2)
  }

  @Test func `a placement of each participant in each part is tried`() throws {
    let three = try MendedTests.named("two-senders")
    #expect(Set(three.placements.map(\.places)).count == 6)
    #expect(three.placements.first?.places == [0, 1, 2])
  }

  // MARK: Slots.

  @Test func `slots that are mixed up die, and one slot alone would not show it`() {
    for found in [
      death(of: OneWordForEverySlot<ModelWord>.self),
      death(of: CountsInSlotZero<ModelWord>.self), death(of: ClosesBeside<ModelWord>.self),
    ] {
      #expect(found?.kind == .broken)
    }
  }

  // MARK: Leases.

  @Test func `a lease that is dropped dies, on whichever path`() {
    for found in [
      death(of: DropsInRelease<ModelWord>.self),
      death(of: DropsOnOnePath<ModelWord>.self),
      death(of: DropsWhenRefused<ModelWord>.self),
    ] {
      #expect(broken(found) == .endsLeases)
    }
  }

  // MARK: Promises.

  @Test func `an early guard that refuses the closer alone dies where another is told`() throws {
    #expect(death(of: EarlyForItsCloser<ModelWord>.self) == nil)
    let told = try MendedTests.named("told-of-close")
    #expect(broken(death(of: EarlyForItsCloser<ModelWord>.self, in: [told])) == .closeRefuses)
  }

  // MARK: Deferred guards.

  @Test func `a guard that reclaims in quiesce alone is proved`() throws {
    expectRight(QuiescentGuard<WholeScan, ModelWord>.self, in: [Scenario.duel])
    expectRight(PlainHazardGuard<ModelWord, WholeScan>.self, in: [Scenario.duel])
  }

  // MARK: Spinning.

  @Test func `a lock that spins by reading is proved, whatever it reads by`() throws {
    expectRight(
      LockGuard<SpinLoop<Loading, ModelWord>, ModelWord>.self, in: [Scenario.duel, Scenario.trio])
    expectRight(
      LockGuard<SpinLoop<Exchanging, ModelWord>, ModelWord>.self,
      in: [Scenario.duel, Scenario.trio])
    expectRight(
      LockGuard<SpinLoop<Ticket, ModelWord>, ModelWord>.self, in: [Scenario.duel, Scenario.trio])
  }

  @Test func `a lock that is never served, and one that goes round writing, lose their progress`()
    throws
  {
    let forgotten = death(of: LockGuard<SpinLoop<ForgetfulTicket, ModelWord>, ModelWord>.self)
    #expect(broken(forgotten) == .progress)
    #expect(forgotten?.reason.hasPrefix("blocked for ever") == true)
    let knocking = death(of: LockGuard<SpinLoop<Knocking, ModelWord>, ModelWord>.self)
    #expect(broken(knocking) == .progress)
    #expect(knocking?.reason.hasPrefix("no end after") == true)
    let lines = knocking?.description.split(separator: "\n").count ?? .max
    #expect(lines < 40, "a trace that repeats is folded")
  }

  @Test func `a lock that reads two words in turn while it waits is not judged by the model`()
    throws
  {
    let polite = death(of: LockGuard<SpinLoop<PoliteTicket, ModelWord>, ModelWord>.self)
    #expect(polite?.kind == .unsupported)
    #expect(polite?.reason.contains("reads several words in turn") == true)
    #expect(polite?.reason.contains("Word.wait(while:)") == true)
  }

  @Test func `the stress passes it, and says of its wrong twin that it is blocked for ever`()
    throws
  {
    var plan = StressPlan(seed: 1, batches: 20)
    let polite = try Stress.run(
      LockGuard<SpinLoop<PoliteTicket, DelayedWord>, DelayedWord>.self, plan)
    #expect(polite.violation == nil && polite.plays > 0)
    plan.batches = 1000
    let forgetful = try Stress.run(
      LockGuard<SpinLoop<ForgetfulPoliteTicket, DelayedWord>, DelayedWord>.self, plan)
    #expect(forgetful.violation?.reason.hasPrefix("blocked for ever") == true)
  }

  // MARK: State outside the words.

  @Test func `state outside the words is told as what it is, and proves nothing`() {
    for found in [
      death(of: CountsInAClass.self), death(of: AddsFromAClass.self),
      death(of: RemembersInAClass.self),
    ] {
      #expect(found?.kind == .unsupported)
      #expect(found?.reason.hasPrefix("state outside the words: ") == true)
    }
  }
}
