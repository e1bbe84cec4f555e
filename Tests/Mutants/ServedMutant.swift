import ModelChecker
public import SessionGuards
import Synchronization
import Verification

/// A guard that is wrong in one way, in a server: its accesses are altered, and delayed at random.
///
/// One process serves one of them, as its name is one for all.
struct ServedMutant<Guard: SessionGuard & ~Copyable>: SessionGuard, ~Copyable
where Guard.Fault == Stop {
  typealias Fault = Never

  static var strategy: Strategy {
    Strategy(
      name: "mutant", idea: "wrong on purpose, as the mutant of that name",
      closeRule: Guard.strategy.closeRule, isExclusive: Guard.strategy.isExclusive,
      source: "the tests")
  }

  private let sessions: Guard
  /// Of the opener, who is no participant, the number after all.
  private let openerIndex: Int

  init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Never>
  ) {
    openerIndex = participantCount
    sessions = Guard(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
      reclaim: Reclaim { (id) throws(Stop) in reclaim(id) })
  }

  func open(_ slot: Slot) -> SessionID? {
    disturbed(openerIndex) { (_) throws(Stop) in try sessions.open(slot) }
  }

  func acquire(_ id: SessionID, as me: borrowing Participant) -> Lease<Never>? {
    let found = disturbed(Int(me.index)) { (index) throws(Stop) -> (SessionID, UInt32)? in
      guard let lease = try sessions.acquire(id, as: Participant(index: index)) else { return nil }
      let tag = lease.tag
      return (lease.end(), tag)
    }
    return found.map { Lease($0.0, tag: $0.1) }
  }

  func release(_ lease: consuming Lease<Never>, as me: borrowing Participant) {
    let tag = lease.tag
    let id = lease.end()
    disturbed(Int(me.index)) { (index) throws(Stop) in
      try sessions.release(Lease(id, tag: tag), as: Participant(index: index))
    }
  }

  func close(_ id: SessionID, as me: borrowing Participant) -> Bool {
    disturbed(Int(me.index)) { (index) throws(Stop) in
      try sessions.close(id, as: Participant(index: index))
    }
  }

  func quiesce(as me: borrowing Participant) {
    disturbed(Int(me.index)) { (index) throws(Stop) in
      try sessions.quiesce(as: Participant(index: index))
    }
  }

  private func disturbed<Answer>(
    _ index: Int, _ body: (UInt32) throws(Stop) -> Answer
  ) -> Answer {
    var answer: Answer?
    Served.disturbance.disturb(index, seed: Served.nextSeed()) {
      // Nothing stops a thread that plays in no stress.
      answer = try? body(UInt32(index))
    }
    guard let answer else { fatalError("a guard in a server was stopped") }
    return answer
  }
}

/// What this process serves.
private enum Served {
  private static let seed = Atomic<UInt64>(1)
  /// What is done to its accesses: written once, before anything is served.
  static let altered = Mutex(Disturbance())

  static var disturbance: Disturbance { altered.withLock { $0 } }

  static func nextSeed() -> UInt64 {
    // Relaxed: any order of the draws will do.
    seed.add(1, ordering: .relaxed).newValue
  }
}

/// Visits that mutant as a guard for a server, or the right guard of that strategy if the name is
/// `packed: right`; false if there is none of that name.
public func visitServedMutant<V: GuardVisitor<Never>>(_ name: String, _ visitor: inout V) -> Bool {
  var mutants = ServingVisitor(name: name, visitor: visitor)
  visitMutants(&mutants, on: Delayed.self)
  visitGuards(&mutants, on: Delayed.self)
  visitor = mutants.visitor
  return mutants.isFound
}

private struct ServingVisitor<V: GuardVisitor<Never>>: MutantVisitor, GuardVisitor {
  typealias Fault = Stop

  let name: String
  var visitor: V
  var isFound = false

  mutating func visit<Guard: SessionGuard & ~Copyable>(
    _ mistake: String, _: Guard.Type, _ changes: [(site: String, change: Alteration.Change)],
    in _: [Scenario]
  ) where Guard.Fault == Stop {
    guard name == "\(Guard.strategy.name): \(mistake)" else { return }
    isFound = true
    Served.altered.withLock {
      $0.alterations = changes.map { Alteration($0.site, $0.change) }
    }
    visitor.visit(ServedMutant<Guard>.self)
  }

  mutating func visit<Guard: SessionGuard & ~Copyable>(_ type: Guard.Type)
  where Guard.Fault == Stop {
    visit("right", type, [])
  }
}
