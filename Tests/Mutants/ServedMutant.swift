import ModelChecker
public import SessionGuards
import Synchronization
public import Verification

/// What is done to the accesses of a guard in a server.
public protocol Disturbing: Sendable {
  /// Asked before each call of the guard.
  static var disturbance: Disturbance { get }
}

/// A mutant in a server: a guard on delayed words, whose accesses are disturbed.
struct ServedMutant<Guard: SessionGuard & ~Copyable, Source: Disturbing>: SessionGuard, ~Copyable
where Guard.Fault == Stop {
  typealias Fault = Never

  static var strategy: Strategy {
    Strategy(
      name: "mutant", idea: "the mutant that was asked for",
      closeRule: Guard.strategy.closeRule, isExclusive: Guard.strategy.isExclusive,
      source: "the tests")
  }

  private let sessions: Guard
  /// The opener's number, although it is no participant.
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
    Source.disturbance.disturb(index, seed: Seeds.next()) {
      // Nothing stops a thread that plays in no stress.
      answer = try? body(UInt32(index))
    }
    guard let answer else { fatalError("a guard in a server was stopped") }
    return answer
  }
}

private enum Seeds {
  private static let last = Atomic<UInt64>(1)

  static func next() -> UInt64 {
    // Relaxed: any order of the draws will do.
    last.add(1, ordering: .relaxed).newValue
  }
}

/// The mutant that this process serves by name: delayed at random, and altered as it is.
private enum Named: Disturbing {
  /// Written once, before anything is served.
  static let altered = Mutex(Disturbance())

  static var disturbance: Disturbance { altered.withLock { $0 } }
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
    Named.altered.withLock {
      $0.alterations = changes.map { Alteration($0.site, $0.change) }
    }
    visitor.visit(ServedMutant<Guard, Named>.self)
  }

  mutating func visit<Guard: SessionGuard & ~Copyable>(_ type: Guard.Type)
  where Guard.Fault == Stop {
    visit("right", type, [])
  }
}
