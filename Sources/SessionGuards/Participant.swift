private import Synchronization

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
/// Any thread may call it at any time. Not for the hot path: enrol once, keep the participant.
public final class ParticipantRoster: Sendable {
  public let count: Int
  private let free: Mutex<[UInt32]>

  public init(count: Int) {
    precondition(count > 0, "a roster needs room for at least one participant")
    self.count = count
    free = Mutex((0..<UInt32(count)).reversed())
  }

  /// Answers a participant nobody else has, or nil when all are taken.
  public func enroll() -> Participant? {
    guard let index = free.withLock({ $0.popLast() }) else { return nil }
    return Participant(index: index)
  }

  /// Takes a participant back; its thread holds no lease any more.
  public func withdraw(_ participant: consuming Participant) {
    let index = participant.index
    free.withLock {
      precondition(Int(index) < count && !$0.contains(index), "withdrawn twice, or not ours")
      $0.append(index)
    }
  }
}
