import SessionGuards
import WordSeam

/// A seam whose guard is the place of a meeting.
protocol MeetingSeam: Seam {
  static var meeting: Meeting { get }
  static var strategy: Strategy { get }
}

extension MeetingSeam {
  static func reach(_ site: String) { meeting.reach(site) }

  static func wait(_ site: String, until isReady: () -> Bool) {
    while !isReady() {}
  }
}

/// `flag-count`, its source as it is, on words that are tampered with and in a server where two
/// threads meet.
struct MeetingGuard<S: MeetingSeam>: SessionGuard, ~Copyable {
  typealias Fault = Never

  static var strategy: Strategy { S.strategy }

  private let flagCount: FlagCountGuard<SeamWord<S>>

  init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Never>
  ) {
    flagCount = FlagCountGuard(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration
    ) { (id) throws(Never) in
      S.meeting.didReclaim()
      reclaim(id)
    }
  }

  func open(_ slot: Slot) -> SessionID? {
    S.meeting.willOpen()
    let id = flagCount.open(slot)
    if let id { S.meeting.didOpen(id) }
    return id
  }

  func acquire(_ id: SessionID, as participant: borrowing Participant) -> Lease<Never>? {
    S.meeting.willAcquire(id)
    let lease = flagCount.acquire(id, as: participant)
    S.meeting.didAcquire(isGranted: lease != nil)
    return lease
  }

  func release(_ lease: consuming Lease<Never>, as participant: borrowing Participant) {
    flagCount.release(lease, as: participant)
  }

  func close(_ id: SessionID, as participant: borrowing Participant) -> Bool {
    let isFirst = flagCount.close(id, as: participant)
    S.meeting.didClose()
    return isFirst
  }
}
