import ModelChecker
import SessionGuards

/// A right guard that a wrong one stands on.
final class Right<Guard: SessionGuard & ~Copyable>: Sendable {
  let sessions: Guard

  init(_ sessions: consuming Guard) { self.sessions = sessions }
}

/// The right `flag-count`, of which a mutant rewrites one method.
protocol FlagCountMutant: SessionGuard where Fault == Stop {
  var right: Right<FlagCountGuard<ModelWord>> { get }
  init(right: Right<FlagCountGuard<ModelWord>>)
}

extension FlagCountMutant {
  static var strategy: Strategy { .flagCount }
  static var released: UInt64 { FlagCountGuard<ModelWord>.released }
  static var returned: UInt64 { FlagCountGuard<ModelWord>.returned }

  init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Stop>
  ) {
    self.init(
      right: Right(
        FlagCountGuard(
          slotCount: slotCount, participantCount: participantCount,
          lastGeneration: lastGeneration, reclaim: reclaim)))
  }

  func open(_ slot: Slot) throws(Stop) -> SessionID? { try right.sessions.open(slot) }
  func acquire(
    _ id: SessionID, as me: borrowing Participant
  ) throws(Stop) -> Lease<Stop>? { try right.sessions.acquire(id, as: me) }
  func release(_ lease: consuming Lease<Stop>, as me: borrowing Participant) throws(Stop) {
    try right.sessions.release(lease, as: me)
  }
  func close(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Bool {
    try right.sessions.close(id, as: me)
  }
}

/// The right `packed`, of which a mutant rewrites one method.
protocol PackedMutant: SessionGuard where Fault == Stop {
  var right: Right<PackedGuard<ModelWord>> { get }
  init(right: Right<PackedGuard<ModelWord>>)
}

extension PackedMutant {
  static var strategy: Strategy { .packed }
  static var unit: UInt64 { PackedGuard<ModelWord>.unit }
  static var closing: UInt64 { PackedGuard<ModelWord>.closing }
  static var dead: UInt64 { PackedGuard<ModelWord>.dead }

  init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Stop>
  ) {
    self.init(
      right: Right(
        PackedGuard(
          slotCount: slotCount, participantCount: participantCount,
          lastGeneration: lastGeneration, reclaim: reclaim)))
  }

  func open(_ slot: Slot) throws(Stop) -> SessionID? { try right.sessions.open(slot) }
  func acquire(
    _ id: SessionID, as me: borrowing Participant
  ) throws(Stop) -> Lease<Stop>? { try right.sessions.acquire(id, as: me) }
  func release(_ lease: consuming Lease<Stop>, as me: borrowing Participant) throws(Stop) {
    try right.sessions.release(lease, as: me)
  }
  func close(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Bool {
    try right.sessions.close(id, as: me)
  }
}
