import Foundation
import ModelChecker
import Mutants
import SessionGuards
import Testing
import Verification

/// The sequential story, played by one thread: right guards pass every chapter, and each mutant
/// is caught by the chapter that is there for it.
@Suite struct SequentialStoryTests {
  typealias Widths = SequentialStory.Widths

  /// A build that is not optimised goes past eight bits, and past sixteen where a test is of that.
  static let widths = Effort.isFull ? Widths.full : .small

  @Test(arguments: SequentialTrial.ours.indices)
  func `every guard of ours passes every chapter`(_ index: Int) {
    let trial = SequentialTrial.ours[index]
    for finding in trial.run(SequentialStoryTests.widths) {
      #expect(finding.wrong == nil, "\(trial.strategy.name), \(finding.chapter)")
    }
  }

  @Test func `every guard of ours but the floor is told of`() {
    #expect(SequentialTrial.ours.map(\.strategy) == Strategy.catalogue.filter { !$0.isFloor })
    #expect(SequentialTrial(UnguardedGuard<HardwareWord>.self).run(.small) == [])
  }

  @Test func `the right twin of the guards that are packed wrong passes at full width`() {
    let findings = SequentialStory().tell(NarrowGuard<HardwareWord, RightPacking>.self)
    for finding in findings { #expect(finding.wrong == nil, "\(finding.chapter)") }
    let tried = SequentialStory.tried(findings)
    #expect(tried.slots == 66_000)
    #expect(tried.participants == 66_000)
    #expect(tried.generations == 66_000)
    #expect(tried.staleSends > 66_000 * 20)
  }

  @Test func `the right hazard guard passes every chapter`() {
    let story = SequentialStory(widths: SequentialStoryTests.widths)
    for finding in story.tell(PlainHazardGuard<HardwareWord, WholeScan>.self) {
      #expect(finding.wrong == nil, "\(finding.chapter)")
    }
  }

  @Test func `a guard that reclaims when every participant has quiesced passes every chapter`() {
    for finding in SequentialStory(widths: .small).tell(
      QuiescentGuard<WholeScan, HardwareWord>.self)
    {
      #expect(finding.wrong == nil, "\(finding.chapter)")
    }
  }

  @Test func `a guard that declares how many it serves is told of up to that number`() {
    for widths in [SequentialStoryTests.widths, .full] {
      let findings = SequentialStory(widths: widths).tell(LimitedGuard<HardwareWord>.self)
      for finding in findings { #expect(finding.wrong == nil, "\(finding.chapter)") }
      let tried = SequentialStory.tried(findings)
      #expect(tried.participants == 63 && tried.slots == widths.slots)
      #expect(Set(findings.map(\.chapter)).count == 5)
    }
  }

  /// A mutant, the chapter that must catch it, and what that chapter must say.
  struct Doomed: Sendable, CustomTestStringConvertible {
    let trial: SequentialTrial
    let chapter: String
    let promise: Promise
    let words: String
    var widths = Widths.small

    var testDescription: String { trial.strategy.name }

    init<Guard: SessionGuard & ~Copyable>(
      _ type: Guard.Type, _ chapter: String, _ promise: Promise, _ words: String,
      _ widen: (inout Widths) -> Void = { _ in }
    ) where Guard.Fault == Never {
      trial = SequentialTrial(type)
      self.chapter = chapter
      self.promise = promise
      self.words = words
      widen(&widths)
    }

    static func packed<Layout: Packing>(
      _: Layout.Type, _ chapter: String, _ promise: Promise, _ words: String,
      _ widen: (inout Widths) -> Void = { _ in }
    ) -> Doomed {
      Doomed(NarrowGuard<HardwareWord, Layout>.self, chapter, promise, words, widen)
    }

    static func hazard<S: Scan>(_: S.Type, _ words: String) -> Doomed {
      Doomed(
        PlainHazardGuard<HardwareWord, S>.self, "close-under-lease", .leaseHoldsSlot, words)
    }
  }

  static let doomed = [
    // A slot is closed by the number of another, whose own close then loses.
    Doomed.packed(SlotInEightBits.self, "many-slots", .reclaimedOnce, "closed the live slot 257,"),
    .packed(
      GenerationInEightBits.self, "many-generations", .onlyItsOwn,
      "granted slot 0, generation 1 to participant 1 while 257 lives"),
    .packed(
      GenerationInSixteenBits.self, "many-generations", .onlyItsOwn,
      "granted slot 0, generation 1 to participant 1 while 65537 lives"
    ) { $0.generations = Widths.full.generations },
    .packed(
      CountInEightBits.self, "many-leases", .leaseHoldsSlot, "by a close while 256 hold it"),
    .packed(
      CountInSixteenBits.self, "many-leases", .leaseHoldsSlot, "by a close while 65536 hold it"
    ) { $0.leases = Widths.full.leases },
    Doomed(
      LowCountGuard<HardwareWord>.self, "many-generations", .reclaimedOnce,
      "to the slot after generation 4"
    ) { $0.staleRow = Widths.full.staleRow },
    Doomed(
      QuiescentGuard<ScanOfCrowdWithoutMiddle, HardwareWord>.self, "close-under-lease",
      .leaseHoldsSlot, "participant 35 of 70 holds it"),
    .hazard(ScanWithoutFirst.self, "participant 0 of 2 holds it"),
    .hazard(ScanWithoutMiddle.self, "participant 1 of 2 holds it"),
    .hazard(ScanWithoutLast.self, "participant 1 of 2 holds it"),
    .hazard(ScanOfSixtyFour.self, "participant 64 of 70 holds it"),
  ]

  @Test(arguments: doomed)
  func `each mutant is caught by the chapter that is there for it`(_ doomed: Doomed) throws {
    let findings = doomed.trial.run(doomed.widths)
    let finding = try #require(findings.first { $0.chapter == doomed.chapter })
    let wrong = try #require(finding.wrong, "it survives")
    #expect(Promise(reason: wrong) == doomed.promise, "\(wrong)")
    #expect(wrong.contains(doomed.words))
  }

  @Test func `each mutant that differs by one width is right up to that width`() {
    func wrong<Guard: SessionGuard & ~Copyable>(
      _: Guard.Type, _ narrow: (inout Widths) -> Void = { _ in }
    ) -> [String] where Guard.Fault == Never {
      var widths = Widths.small
      narrow(&widths)
      return SequentialStory(widths: widths).tell(Guard.self).compactMap(\.wrong)
    }
    #expect(wrong(NarrowGuard<HardwareWord, GenerationInSixteenBits>.self) == [])
    #expect(wrong(NarrowGuard<HardwareWord, CountInSixteenBits>.self) == [])
    #expect(wrong(LowCountGuard<HardwareWord>.self) == [])
    #expect(wrong(NarrowGuard<HardwareWord, SlotInEightBits>.self) { $0.slots = 256 } == [])
    #expect(wrong(NarrowGuard<HardwareWord, CountInEightBits>.self) { $0.leases = [255] } == [])
    #expect(
      wrong(NarrowGuard<HardwareWord, GenerationInEightBits>.self) { $0.generations = 256 } == [])
    #expect(
      wrong(PlainHazardGuard<HardwareWord, ScanOfSixtyFour>.self) {
        $0.crowds = [2, 64]
        $0.leases = [63]
      } == [])
  }

  /// What by-the-book says of `packed` with that slip.
  private func broken<Mistake: Slip>(_: Mistake.Type) -> Promise? {
    let findings = SequentialStory(widths: .small).tell(SlipGuard<Mistake, HardwareWord>.self)
    return findings[0].wrong.flatMap { Promise(reason: $0) }
  }

  @Test func `a slip in one method is caught by the book, by the promise that it breaks`() {
    #expect(broken(NoSlip.self) == nil)
    #expect(broken(EveryCloserWins.self) == .reclaimedOnce)
    #expect(broken(NoCloserWins.self) == .reclaimedOnce)
    #expect(broken(ClosesNothing.self) == .reclaimedOnce)
    #expect(broken(ReclaimsTwice.self) == .reclaimedOnce)
    #expect(broken(ForgetsReclaims.self) == .reclaimedOnce)
    #expect(broken(ReclaimsAnother.self) == .reclaimedOnce)
    #expect(broken(ReclaimsOnQuiesce.self) == .reclaimedOnce)
    #expect(broken(ReportsTheLast.self) == .reclaimedOnce)
    #expect(broken(ReportsTheLeased.self) == .reclaimedOnce)
    #expect(broken(OpensTheRetired.self) == .onlyItsOwn)
    #expect(broken(RetiresEarly.self) == .onlyItsOwn)
    #expect(broken(ReturnsTheNextID.self) == .onlyItsOwn)
    #expect(broken(GrantsTheRefused.self) == .onlyItsOwn)
    #expect(broken(LendsAnother.self) == .onlyItsOwn)
    #expect(broken(RefusesAll.self) == .liveIsGranted)
    #expect(broken(RefusesEveryThird.self) == .liveIsGranted)
    #expect(broken(GrantsTheClosed.self) == .closeRefuses)
  }

  @Test func `a chapter is named before it begins, and one that would block is left out`() {
    func names(_ trial: SequentialTrial) -> [String] {
      var begun: [String] = []
      let findings = trial.run(.small) { begun.append($0) }
      #expect(findings.map(\.chapter) == begun)
      for finding in findings { #expect(finding.idea.hasSuffix(".")) }
      return begun
    }
    #expect(
      names(SequentialTrial(PackedGuard<HardwareWord>.self)) == [
        "by-the-book", "close-under-lease", "many-slots", "many-generations", "many-leases",
      ])
    #expect(
      names(SequentialTrial(LockGuard<PthreadLock, HardwareWord>.self)) == [
        "by-the-book", "many-slots", "many-generations",
      ])
  }

  @Test func `what was tried is counted, and survives its encoding`() throws {
    let findings = SequentialStory(widths: .small).tell(PackedGuard<HardwareWord>.self)
    let data = try JSONEncoder().encode(findings)
    #expect(try JSONDecoder().decode([SequentialFinding].self, from: data) == findings)
    let tried = SequentialStory.tried(findings)
    #expect(tried.slots == 300)
    #expect(tried.participants == 300)
    #expect(tried.generations >= 300)
    #expect(tried.staleSends > 300 * 10)
    let alone = SequentialStory(widths: .small).tell(LockGuard<PthreadLock, HardwareWord>.self)
    #expect(SequentialStory.tried(alone).participants == 1)
  }
}
