/// One thread as a guard sees it: a number below the guard's `participantCount`.
///
/// Comes from a `ParticipantRoster`, and is not copyable: of one roster, no two are the same. A
/// guard has one roster, and a participant belongs to one thread at a time.
@frozen
public struct Participant: ~Copyable, Sendable {
  /// Its number, below the guard's `participantCount`.
  public let index: UInt32

  /// For modules of this package, which number their threads themselves.
  @inlinable @inline(__always)
  package init(index: UInt32) { self.index = index }
}

/// Hands out participants of one guard to threads that come and go.
///
/// Any thread may call it at any time, and none waits. Not for the hot path: enrol once, keep the
/// participant.
public final class ParticipantRoster: Sendable {
  /// How many participants it has; the guard is made for at least as many.
  public let count: Int
  /// 1 while a thread has the participant.
  private let taken: SlotTable<HardwareWord>

  /// Makes a roster of participants that no thread has.
  public init(count: Int) {
    precondition(count > 0, "a roster needs room for at least one participant")
    self.count = count
    taken = SlotTable(count: count) { _ in HardwareWord(0) }
  }

  /// Returns a participant that no other thread has, or nil when all are taken.
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
    precondition(old == 1, "a participant was withdrawn twice, or is another roster's")
  }
}
