import SessionGuards
import Synchronization

/// The one mistake of an `ArcMutant`.
enum ArcMistakeKind {
  case lendsWithoutReference, keepsTheReference, ignoresTheGeneration, reportsAtClose
  case leavesTheReference
}

protocol ArcMistake: Sendable { static var kind: ArcMistakeKind { get } }

/// Looks whether there is a session, and takes no reference of it.
enum LendsWithoutReference: ArcMistake { static let kind = ArcMistakeKind.lendsWithoutReference }
/// Ends a lease, and keeps its reference.
enum KeepsTheReference: ArcMistake { static let kind = ArcMistakeKind.keepsTheReference }
/// Lends whichever session the slot has.
enum IgnoresTheGeneration: ArcMistake { static let kind = ArcMistakeKind.ignoresTheGeneration }
/// Reports the session when it is closed, and not when its last reference is given back.
enum ReportsAtClose: ArcMistake { static let kind = ArcMistakeKind.reportsAtClose }
/// Says that the session is closed, and leaves its reference where `acquire` finds it.
enum LeavesTheReference: ArcMistake { static let kind = ArcMistakeKind.leavesTheReference }

/// `arc` with one mistake.
struct ArcMutant<Mistake: ArcMistake>: SessionGuard, ~Copyable {
  static var strategy: Strategy { .arc }

  private let right: ArcGuard
  private let reclaim: Reclaim<Never>
  /// A lease that has no reference.
  private static var bare: UInt32 { 1 }

  init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Never>
  ) {
    self.reclaim = reclaim
    right = ArcGuard(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration
    ) { (id) throws(Never) in
      if Mistake.kind != .reportsAtClose { reclaim(id) }
    }
  }

  func open(_ slot: Slot) -> SessionID? { right.open(slot) }

  func acquire(_ id: SessionID, as me: borrowing Participant) -> Lease<Never>? {
    switch Mistake.kind {
    case .lendsWithoutReference: return isLive(id) ? Lease(id, tag: Self.bare) : nil
    case .ignoresTheGeneration:
      let living = SessionID(slot: id.slot, generation: generation(of: id.slot))
      guard let lease = right.acquire(living, as: me) else { return nil }
      return Lease(SessionID(slot: lease.end().slot, generation: id.generation))
    default: return right.acquire(id, as: me)
    }
  }

  private func generation(of slot: Slot) -> UInt32 {
    // Relaxed: a look, which another thread may overtake.
    right.entries[slot].generation.load(ordering: .relaxed)
  }

  private func isLive(_ id: SessionID) -> Bool {
    right.entries[id.slot].lock.lock("mutant.lock")
    let hasSession = unsafe right.entries[id.slot].table.session != nil
    let isLive = generation(of: id.slot) == id.generation && hasSession
    right.entries[id.slot].lock.unlock("mutant.unlock")
    return isLive
  }

  func release(_ lease: consuming Lease<Never>, as me: borrowing Participant) {
    if lease.tag == Self.bare || Mistake.kind == .keepsTheReference {
      _ = lease.end()
    } else {
      right.release(lease, as: me)
    }
  }

  func close(_ id: SessionID, as me: borrowing Participant) -> Bool {
    if Mistake.kind == .leavesTheReference { return isLive(id) }
    let isFirst = right.close(id, as: me)
    if isFirst, Mistake.kind == .reportsAtClose { reclaim(id) }
    return isFirst
  }
}
