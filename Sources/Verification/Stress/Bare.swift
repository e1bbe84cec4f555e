import ModelChecker
import SessionGuards

/// A guard on bare hardware under stress: its words are neither delayed nor altered, and a thread
/// that blocks in it is not ended.
struct Bare<Guard: SessionGuard & ~Copyable>: SessionGuard, ~Copyable where Guard.Fault == Never {
  typealias Fault = Stop
  static var strategy: Strategy { Guard.strategy }
  private let sessions: Guard

  init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Stop>
  ) {
    sessions = Guard(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
      reclaim: Reclaim<Never> { (id) throws(Never) in
        // A thread that stops here has told the verdict why, and stops again at its next look.
        do throws(Stop) { try reclaim(id) } catch {}
      })
  }

  func open(_ slot: Slot) throws(Stop) -> SessionID? { sessions.open(slot) }

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    guard let lease = sessions.acquire(id, as: me) else { return nil }
    let tag = lease.tag
    return Lease(lease.end(), tag: tag)
  }

  func release(_ lease: consuming Lease<Stop>, as me: borrowing Participant) throws(Stop) {
    let tag = lease.tag
    sessions.release(Lease<Never>(lease.end(), tag: tag), as: me)
  }

  func close(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Bool {
    sessions.close(id, as: me)
  }

  func quiesce(as me: borrowing Participant) throws(Stop) { sessions.quiesce(as: me) }

  func prefetch(_ id: SessionID, for use: UpcomingUse) {
    sessions.prefetch(id, for: use)
  }
}
