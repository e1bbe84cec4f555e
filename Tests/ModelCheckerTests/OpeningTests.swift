import ModelChecker
import SessionGuards
import Testing

/// Why the acquire of `spinlock`'s `open.lock` stays, although no scenario misses it.
///
/// A thread that opens a slot was handed it, and with it all that was done to it; the scenarios
/// hand it over with a release and an acquire of their own. What is left for the lock's acquire is
/// to forbid that a thread which had the lock before saw what this one stores after: load
/// buffering, which C++20 allows without it and the engine, as RC11 does, never shows.
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

  /// A close, and a thread that opens the slot again as soon as it hears that it is free.
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

  /// How a thread that asks for a session comes by its id.
  enum Knowledge: CaseIterable {
    /// It is guessed: the next generation is no secret.
    case guessed
    /// The opener stores it after the session is open, and the asker loads it, both relaxed.
    case handedRelaxed
    /// The same with a release and an acquire.
    case handedInOrder
  }

  /// A thread that asks for a session and the opener, each with the lock at once: the accesses of
  /// the guard, but that each leaves a number of its own in the lock.
  struct Early {
    let lockOrder: MemoryOrder
    let knowledge: Knowledge

    private enum Place { static let lock = 0, state = 1, id = 2 }

    private var asker: [Axioms.Event] {
      let order: MemoryOrder = knowledge == .handedInOrder ? .acquiring : .relaxed
      let load = event(0, .load, Place.id, order)
      return (knowledge == .guessed ? [] : [load]) + [
        event(0, .exchange, Place.lock, .acquiring, leaves: 1),
        event(0, .load, Place.state, .relaxed),
        event(0, .store, Place.lock, .releasing, leaves: 2),
      ]
    }

    private var opener: [Axioms.Event] {
      let order: MemoryOrder = knowledge == .handedInOrder ? .releasing : .relaxed
      let store = event(1, .store, Place.id, order, leaves: 1)
      return [
        event(1, .exchange, Place.lock, lockOrder, leaves: 1),
        event(1, .load, Place.state, .relaxed),
        event(1, .store, Place.state, .relaxed, leaves: 1),
        event(1, .store, Place.lock, .releasing, leaves: 3),
      ] + (knowledge == .guessed ? [] : [store])
    }

    private func event(
      _ thread: Int, _ kind: Axioms.Event.Kind, _ location: Int, _ order: MemoryOrder,
      leaves value: UInt64 = 0
    ) -> Axioms.Event {
      Axioms.Event(thread: thread, kind: kind, location: location, value: value, order: order)
    }

    func axioms(allowsLoadBuffering: Bool) -> Axioms {
      var axioms = Axioms(events: asker + opener, locationCount: 3)
      axioms.allowsLoadBuffering = allowsLoadBuffering
      return axioms
    }

    func outcomes(allowsLoadBuffering: Bool) -> Set<Axioms.Outcome> {
      axioms(allowsLoadBuffering: allowsLoadBuffering).outcomes
    }

    /// The first to have the lock saw what the second was still to store: it is granted a session
    /// that nothing says is there.
    func isTooEarly(_ outcome: Axioms.Outcome) -> Bool {
      let look = asker.count - 2
      let knowsID = knowledge == .guessed || outcome[0] == 1
      return knowsID && outcome[look - 1] == 0 && outcome[look] == 1 && outcome[asker.count] == 2
    }
  }

  @Test(arguments: Knowledge.allCases)
  func `C++20 needs the order of the opener's lock, and RC11 and the engine cannot tell`(
    _ knowledge: Knowledge
  ) {
    let weak = Early(lockOrder: .relaxed, knowledge: knowledge)
    let right = Early(lockOrder: .acquiring, knowledge: knowledge)
    // A thread that was handed the id in order was handed the open session with it.
    let isNeeded = knowledge != .handedInOrder
    #expect(weak.outcomes(allowsLoadBuffering: true).contains(where: weak.isTooEarly) == isNeeded)
    #expect(!right.outcomes(allowsLoadBuffering: true).contains(where: right.isTooEarly))
    // Without load buffering, the order changes nothing that can be seen.
    let weakRC11 = weak.outcomes(allowsLoadBuffering: false)
    #expect(weakRC11 == right.outcomes(allowsLoadBuffering: false))
    #expect(!weakRC11.contains(where: weak.isTooEarly))
    #expect(AxiomTests.shown(weak.axioms(allowsLoadBuffering: false)) == weakRC11)
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
