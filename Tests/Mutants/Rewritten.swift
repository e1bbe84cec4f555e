import ModelChecker
import SessionGuards

/// The right guard that a mutant stands on: copyable, whatever the guard is.
protocol Original: AnyObject, Sendable {
  static var strategy: Strategy { get }
  init(slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Stop>)
  func open(_ slot: Slot) throws(Stop) -> SessionID?
  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>?
  func release(_ lease: consuming Lease<Stop>, as me: borrowing Participant) throws(Stop)
  func close(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Bool
  func quiesce(as me: borrowing Participant) throws(Stop)
}

final class Right<Guard: SessionGuard & ~Copyable>: Original where Guard.Fault == Stop {
  static var strategy: Strategy { Guard.strategy }
  let sessions: Guard

  init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Stop>
  ) {
    sessions = Guard(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
      reclaim: reclaim)
  }

  func open(_ slot: Slot) throws(Stop) -> SessionID? { try sessions.open(slot) }
  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    try sessions.acquire(id, as: me)
  }
  func release(_ lease: consuming Lease<Stop>, as me: borrowing Participant) throws(Stop) {
    try sessions.release(lease, as: me)
  }
  func close(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Bool {
    try sessions.close(id, as: me)
  }
  func quiesce(as me: borrowing Participant) throws(Stop) { try sessions.quiesce(as: me) }
}

/// A right guard of which a mutant rewrites one method, on any memory.
protocol Rewritten: SessionGuard where Fault == Stop {
  associatedtype Base: Original
  var right: Base { get }
  init(right: Base)
}

extension Rewritten {
  static var strategy: Strategy { Base.strategy }

  init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Stop>
  ) {
    self.init(
      right: Base(
        slotCount: slotCount, participantCount: participantCount,
        lastGeneration: lastGeneration, reclaim: reclaim))
  }

  func open(_ slot: Slot) throws(Stop) -> SessionID? { try right.open(slot) }
  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    try right.acquire(id, as: me)
  }
  func release(_ lease: consuming Lease<Stop>, as me: borrowing Participant) throws(Stop) {
    try right.release(lease, as: me)
  }
  func close(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Bool {
    try right.close(id, as: me)
  }
  func quiesce(as me: borrowing Participant) throws(Stop) { try right.quiesce(as: me) }
}
