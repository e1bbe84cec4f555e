import ModelChecker
import SessionGuards
import Testing
import Verification

@testable import Mutants

/// What the model must vary, count and compare, so that no wrong guard is proved and no right one
/// refused. Each wrong guard here was proved, or each right one refused, before.
@Suite struct MendedTests {
  private static let brief = ["one-sender", "two-senders", "told-of-close"]

  private func finding<Guard: SessionGuard & ~Copyable>(
    _: Guard.Type, _ scenario: String, _ memory: MemoryModel = .releaseAcquire
  ) throws -> Finding where Guard.Fault == Stop {
    Check(GuardModel(Guard.self), try #require(Scenario.named(scenario)), memory).run()
  }

  /// The first violation in these scenarios.
  private func death<Guard: SessionGuard & ~Copyable>(
    of _: Guard.Type, in scenarios: [String] = brief
  ) throws -> Finding? where Guard.Fault == Stop {
    for scenario in scenarios {
      let found = try finding(Guard.self, scenario)
      if found.violation != nil { return found }
    }
    return nil
  }

  private func expectProof<Guard: SessionGuard & ~Copyable>(
    of _: Guard.Type, in scenarios: [String] = brief
  ) throws where Guard.Fault == Stop {
    for scenario in scenarios {
      for memory in MemoryModel.allCases {
        let found = try finding(Guard.self, scenario, memory)
        let told = found.violation.map { "\($0)" } ?? ""
        #expect(found.verdict == .proved, "\(Guard.strategy.name), \(scenario): \(told)")
      }
    }
  }

  // MARK: Places.

  @Test func `a scan that leaves out one participant dies, whichever it is`() throws {
    for found in [
      try death(of: PlainHazardGuard<ModelWord, ScanWithoutFirst>.self),
      try death(of: PlainHazardGuard<ModelWord, ScanWithoutMiddle>.self),
      try death(of: PlainHazardGuard<ModelWord, ScanWithoutLast>.self),
      try death(of: QuiescentGuard<SkipsTheFirst, ModelWord>.self),
      try death(of: QuiescentGuard<SkipsTheMiddle, ModelWord>.self),
      try death(of: QuiescentGuard<SkipsTheLast, ModelWord>.self),
    ] {
      #expect(found?.verdict == .violated)
    }
  }

  @Test func `where the last participant is always the owner, one that forgets it is not seen`()
    throws
  {
    let scenario = try #require(Scenario.named("one-sender"))
    let model = GuardModel(PlainHazardGuard<ModelWord, ScanWithoutLast>.self)
    #expect(scenario.places == [0, 1])
    #expect(model.program(scenario).explore(.everyTrace).isProof)
    let found = Check(model, scenario, .releaseAcquire).run()
    #expect(found.verdict == .violated && found.record.places == [1, 0])
    #expect(found.record.placementsCount == 2)
  }

  @Test
  func `a guard that treats all participants alike is searched once, others once a placement`()
    throws
  {
    #expect(try finding(PackedGuard<ModelWord>.self, "one-sender").record.placementsCount == 1)
    let hazard = try finding(PlainHazardGuard<ModelWord, WholeScan>.self, "one-sender")
    #expect(hazard.record.placementsCount == 2 && hazard.verdict == .proved)
  }

  @Test func `a placement of each participant in each part is tried`() throws {
    let three = try #require(Scenario.named("two-senders"))
    #expect(Set(three.placements.map(\.places)).count == 6)
    #expect(three.placements.first?.places == [0, 1, 2])
  }

  // MARK: Slots.

  @Test func `slots that are mixed up die, and one slot alone would not show it`() throws {
    for found in [
      try death(of: OneWordForEverySlot<ModelWord>.self),
      try death(of: CountsInSlotZero<ModelWord>.self), try death(of: ClosesBeside<ModelWord>.self),
    ] {
      #expect(found?.verdict == .violated)
    }
  }

  // MARK: Leases.

  @Test func `a lease that is dropped dies, on whichever path`() throws {
    for found in [
      try death(of: DropsInRelease<ModelWord>.self),
      try death(of: DropsOnOnePath<ModelWord>.self),
      try death(of: DropsWhenRefused<ModelWord>.self),
    ] {
      #expect(found?.broken == .endsLeases)
    }
  }

  // MARK: Promises.

  @Test func `an early guard that refuses the closer alone dies where another is told`() throws {
    #expect(try death(of: EarlyForItsCloser<ModelWord>.self, in: ["one-sender"]) == nil)
    let found = try death(of: EarlyForItsCloser<ModelWord>.self, in: ["told-of-close"])
    #expect(found?.broken == .closeRefuses)
  }

  // MARK: Deferred guards.

  @Test func `a guard that reclaims in quiesce alone is proved`() throws {
    try expectProof(of: QuiescentGuard<NoQuiescentMistake, ModelWord>.self, in: ["one-sender"])
    try expectProof(of: PlainHazardGuard<ModelWord, WholeScan>.self, in: ["one-sender"])
  }

  // MARK: Spinning.

  @Test func `a lock that spins by reading is proved, whatever it reads by`() throws {
    try expectProof(of: LockGuard<LoadingLock<ModelWord>, ModelWord>.self)
    try expectProof(of: LockGuard<ExchangingLock<ModelWord>, ModelWord>.self)
    try expectProof(of: LockGuard<TicketLock<ModelWord>, ModelWord>.self)
  }

  @Test func `a lock that is never served, and one that goes round writing, lose their progress`()
    throws
  {
    let forgotten = try death(of: LockGuard<ForgetfulTicketLock<ModelWord>, ModelWord>.self)
    #expect(forgotten?.broken == .progress)
    #expect(forgotten?.violation?.reason.hasPrefix("blocked for ever") == true)
    let knocking = try death(of: LockGuard<KnockingLock<ModelWord>, ModelWord>.self)
    #expect(knocking?.broken == .progress)
    #expect(knocking?.violation?.reason.hasPrefix("no end after") == true)
    let lines = knocking?.violation?.description.split(separator: "\n").count ?? .max
    #expect(lines < 40, "a trace that repeats is folded")
  }

  // MARK: State outside the words.

  @Test func `state outside the words is told as what it is, and proves nothing`() throws {
    for found in [
      try death(of: CountsInAClass.self), try death(of: AddsFromAClass.self),
      try death(of: RemembersInAClass.self),
    ] {
      #expect(found?.verdict == .unsupported)
      #expect(found?.violation?.reason.hasPrefix("state outside the words: ") == true)
    }
  }
}
