import ModelChecker
import SessionGuards
import Testing

/// Why the acquire of `spinlock`'s `open.lock` stays, although no scenario misses it.
///
/// Whoever opens a slot was handed it, and with it all that was done to it; the scenarios hand it
/// over with a release and an acquire of their own. What is left for the lock's acquire is to
/// forbid that a thread which had the lock before saw what this one stores after: load buffering,
/// which C++20 allows without it and the engine, as RC11 does, never shows.
@Suite struct OpeningTests {
  typealias Guard = LockGuard<SpinLock<ModelWord>, ModelWord>

  final class Floor: Sendable {
    let isFree = ModelWord(0)
  }

  final class Slots: Sendable {
    let sessions: Guard

    init(_ floor: Floor, handsOver order: MemoryOrder) {
      sessions = Guard(slotCount: 1, participantCount: 2) { (_) throws(Stop) in
        // Release, or relaxed where the caller asks for the mistake.
        try floor.isFree.store(1, order, "slot.push")
      }
    }
  }

  /// A close, and whoever opens the slot again as soon as it hears that it is free.
  static func handover(isOrdered: Bool) -> Program {
    Program { (program) throws(Stop) in
      let floor = Floor()
      let slots = Slots(floor, handsOver: isOrdered ? .releasing : .relaxed)
      let id = try slots.sessions.open(0)!
      program.thread("closer") { () throws(Stop) in
        _ = try slots.sessions.close(id, as: Participant(index: 0))
      }
      program.thread("opener") { () throws(Stop) in
        try floor.isFree.wait(while: 0, "slot.wait")
        // Acquire: pairs with the releasing store of the push; relaxed as there.
        _ = try floor.isFree.load(isOrdered ? .acquiring : .relaxed, "slot.pop")
        if try slots.sessions.open(0)?.generation != 2 {
          try program.machine.fail("a free slot was not opened")
        }
      }
    }
  }

  static let weakened = Alteration("open.lock", .weaken(.relaxed))

  @Test(arguments: [true, false], [true, false])
  func `a weak order of the opener's lock shows where the slot is handed over without one`(
    _ isOrdered: Bool, _ isWeakened: Bool
  ) {
    let setting = Setting(
      .releaseAcquire, alterations: isWeakened ? [OpeningTests.weakened] : [])
    let report = OpeningTests.handover(isOrdered: isOrdered).explore(.everyTrace, setting)
    if isOrdered || !isWeakened {
      #expect(report.isProof)
    } else {
      #expect(report.violation?.reason == "a free slot was not opened")
    }
  }

  /// One who asks for the session before it is opened, and the opener, each with the lock at once:
  /// the accesses of the guard, but that each leaves a number of its own in the lock.
  static func early(_ order: MemoryOrder, allowsLoadBuffering: Bool) -> Axioms {
    let lock = 0, state = 1
    var axioms = Axioms(
      events: [
        Axioms.Event(thread: 0, kind: .exchange, location: lock, value: 1, order: .acquiring),
        Axioms.Event(thread: 0, kind: .load, location: state, value: 0, order: .relaxed),
        Axioms.Event(thread: 0, kind: .store, location: lock, value: 2, order: .releasing),
        Axioms.Event(thread: 1, kind: .exchange, location: lock, value: 1, order: order),
        Axioms.Event(thread: 1, kind: .load, location: state, value: 0, order: .relaxed),
        Axioms.Event(thread: 1, kind: .store, location: state, value: 1, order: .relaxed),
        Axioms.Event(thread: 1, kind: .store, location: lock, value: 3, order: .releasing),
      ], locationCount: 2)
    axioms.allowsLoadBuffering = allowsLoadBuffering
    return axioms
  }

  /// The first to have the lock saw what the second was still to store: it would be granted a
  /// session that nothing says is there.
  static func isTooEarly(_ outcome: Axioms.Outcome) -> Bool {
    outcome[0] == 0 && outcome[1] == 1 && outcome[3] == 2
  }

  @Test func `C++20 needs the order of the opener's lock, and RC11 and the engine cannot tell`() {
    func outcomes(_ order: MemoryOrder, allowsLoadBuffering: Bool) -> Set<Axioms.Outcome> {
      OpeningTests.early(order, allowsLoadBuffering: allowsLoadBuffering).outcomes
    }
    let weak = outcomes(.relaxed, allowsLoadBuffering: true)
    let right = outcomes(.acquiring, allowsLoadBuffering: true)
    #expect(weak.contains(where: OpeningTests.isTooEarly))
    #expect(!right.contains(where: OpeningTests.isTooEarly))
    // Without load buffering, the order changes nothing that can be seen.
    let weakRC11 = outcomes(.relaxed, allowsLoadBuffering: false)
    #expect(weakRC11 == outcomes(.acquiring, allowsLoadBuffering: false))
    #expect(!weakRC11.contains(where: OpeningTests.isTooEarly))
    let program = OpeningTests.early(.relaxed, allowsLoadBuffering: false)
    #expect(AxiomTests.shown(program) == weakRC11)
  }

  @Test func `the accesses above are those that the guard makes`() throws {
    var setting = Setting(.sequential)
    setting.takesCensus = true
    let report = OpeningTests.handover(isOrdered: true).explore(.everyTrace, setting)
    let accesses = try #require(report.census).accesses.map { access in
      "\(access.site): \(access.kind) \(access.order)"
    }
    let sites = ["acquire.look", "acquire.lock", "release.unlock"]
    let made = accesses.filter { line in
      line.hasPrefix("open.") || sites.contains { line.hasPrefix("\($0):") }
    }
    #expect(
      made.sorted() == [
        "acquire.lock: exchange acquiring", "acquire.look: load relaxed",
        "open.generation: load relaxed", "open.lock: exchange acquiring",
        "open.publish: store relaxed", "open.unlock: store releasing",
        "release.unlock: store releasing",
      ])
  }
}
