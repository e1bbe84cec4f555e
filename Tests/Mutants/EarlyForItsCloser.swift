import ModelChecker
import SessionGuards

/// Wrong: it claims the early rule, and keeps it only for the participant that closed.
///
/// Others are granted the session until its count touches zero, also those that were told.
struct EarlyForItsCloser<W: Word & ~Copyable>: SessionGuard, ~Copyable where W.Fault == Stop {
  typealias Fault = Stop
  static var strategy: Strategy {
    Strategy(
      name: "early-for-its-closer", idea: "refuses the closer alone", closeRule: .early,
      isExclusive: false, source: "the tests")
  }

  private let right: FlagCountGuard<W>
  /// The session that each participant closed last.
  private let closed: SlotTable<W>

  init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Stop>
  ) {
    right = FlagCountGuard(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
      reclaim: reclaim)
    closed = SlotTable(count: participantCount) { _ in W(.max) }
  }

  func open(_ slot: Slot) throws(Stop) -> SessionID? { try right.open(slot) }

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    // Relaxed: the participant's own word.
    if try closed[me.index].load(.relaxed, "acquire.closed") == id.rawValue { return nil }
    return try right.acquire(id, as: me)
  }

  func release(_ lease: consuming Lease<Stop>, as me: borrowing Participant) throws(Stop) {
    try right.release(lease, as: me)
  }

  func close(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Bool {
    guard try right.close(id, as: me) else { return false }
    // Relaxed: the participant's own word.
    try closed[me.index].store(id.rawValue, .relaxed, "close.mine")
    return true
  }
}
