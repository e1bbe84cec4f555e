/// One thread as a guard sees it: a number below the guard's `participantCount`.
///
/// Not copyable, so that no two threads are the same one.
@frozen
public struct Participant: ~Copyable, Sendable {
  public let index: UInt32

  /// For those who number their threads themselves; others ask a `ParticipantRoster`.
  @inlinable @inline(__always)
  public init(index: UInt32) { self.index = index }
}

/// Hands out participants to threads that come and go.
///
/// Any thread may call it at any time, and nobody waits. Not for the hot path: enrol once, keep the
/// participant.
public final class ParticipantRoster: Sendable {
  public let count: Int
  /// 1 while somebody has the participant.
  private let taken: SlotTable<HardwareWord>

  public init(count: Int) {
    precondition(count > 0, "a roster needs room for at least one participant")
    self.count = count
    taken = SlotTable(count: count) { _ in HardwareWord(0) }
  }

  /// Answers a participant nobody else has, or nil when all are taken.
  public func enroll() -> Participant? {
    for index in 0..<UInt32(count) {
      // Acquire: pairs with the releasing exchange of withdraw; whatever the last thread did as
      // this participant comes before what this one does.
      let old = taken[index].compareExchange(0, 1, .acquiring, "enroll")
      if old == 0 { return Participant(index: index) }
    }
    return nil
  }

  /// Takes a participant back; its thread holds no lease any more.
  public func withdraw(_ participant: consuming Participant) {
    // Release: pairs with the acquiring exchange of enroll.
    let old = taken[participant.index].exchange(0, .releasing, "withdraw")
    precondition(old == 1, "withdrawn twice, or not ours")
  }
}
