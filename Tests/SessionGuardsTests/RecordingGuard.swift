import SessionGuards
import Synchronization

/// `packed`, with a note of all that it is asked for, in order.
struct RecordingGuard: SessionGuard, ~Copyable {
  /// One thing that a guard is asked for, or that is done under its lease.
  enum Event: Equatable {
    case prefetch(SessionID), acquire(SessionID), refuse(SessionID), use(SessionID)
    case release(SessionID), close(SessionID), quiesce
  }

  static var strategy: Strategy { .packed }

  private let right: Guards.Packed
  private let notes = Mutex<[Event]>([])

  init(slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Never>) {
    right = Guards.Packed(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
      reclaim: reclaim)
  }

  var events: [Event] { notes.withLock { $0 } }

  func note(_ event: Event) { notes.withLock { $0.append(event) } }

  func open(_ slot: Slot) -> SessionID? { right.open(slot) }

  func prefetch(_ id: SessionID, for _: UpcomingUse) { note(.prefetch(id)) }

  func acquire(_ id: SessionID, as me: borrowing Participant) -> Lease<Never>? {
    guard let lease = right.acquire(id, as: me) else {
      note(.refuse(id))
      return nil
    }
    note(.acquire(id))
    return lease
  }

  func release(_ lease: consuming Lease<Never>, as me: borrowing Participant) {
    note(.release(lease.id))
    right.release(lease, as: me)
  }

  func close(_ id: SessionID, as me: borrowing Participant) -> Bool {
    note(.close(id))
    return right.close(id, as: me)
  }

  func quiesce(as _: borrowing Participant) { note(.quiesce) }
}

/// What is wrong with a batch, judged by what its guard was asked for; empty if nothing is.
enum BatchOracle {
  /// The guard has as many sessions as there are ids, of which `ended` have ended.
  static func faultsOfLeases(
    _ events: [RecordingGuard.Event], ids: [SessionID], ended: Set<SessionID>, granted: Int
  ) -> Set<String> {
    var faults = faultsOfPrefetch(events, ids)
    var out: [SessionID] = []
    var sinceRest = 0
    for event in events {
      switch event {
      case .acquire(let id):
        if !out.isEmpty { faults.insert("two leases at once") }
        out.append(id)
        sinceRest += 1
      case .release(let id): out.removeAll { $0 == id }
      case .use(let id): if out != [id] { faults.insert("a use without its lease alone") }
      case .quiesce:
        if !out.isEmpty { faults.insert("quiet under a lease") }
        sinceRest = 0
      case .refuse: sinceRest += 1
      case .prefetch, .close: break
      }
      if sinceRest > RecordingGuard.leasesPerBatch { faults.insert("too long without a quiesce") }
    }
    if !out.isEmpty { faults.insert("a lease is not given back") }
    if sinceRest > 0 { faults.insert("no quiesce at the end") }
    let used = events.compactMap { if case .use(let id) = $0 { id } else { nil } }
    if used != ids.filter({ !ended.contains($0) }) { faults.insert("other sessions are used") }
    if granted != used.count { faults.insert("a wrong number of leases") }
    return faults
  }

  static func faultsOfCloses(
    _ events: [RecordingGuard.Event], ids: [SessionID], ended: Set<SessionID>, count: Int
  ) -> Set<String> {
    var faults = faultsOfPrefetch(events, ids)
    let closed = events.compactMap { if case .close(let id) = $0 { id } else { nil } }
    if closed != ids { faults.insert("other sessions are closed") }
    if count != ids.filter({ !ended.contains($0) }).count { faults.insert("a wrong number") }
    let batches = (ids.count + RecordingGuard.closesPerBatch - 1) / RecordingGuard.closesPerBatch
    let rests = events.count { $0 == .quiesce }
    if rests > batches { faults.insert("more than one quiesce for a batch") }
    if rests < batches || !ids.isEmpty && events.last != .quiesce {
      faults.insert("no quiesce at the end")
    }
    return faults
  }

  /// Each id's memory is asked for once, before its turn and not long before.
  private static func faultsOfPrefetch(
    _ events: [RecordingGuard.Event], _ ids: [SessionID]
  ) -> Set<String> {
    var asked: [SessionID] = []
    var turns = 0
    for event in events {
      switch event {
      case .prefetch(let id): asked.append(id)
      case .acquire, .refuse, .close:
        turns += 1
        if asked.count < turns { return ["its memory is not asked for before its turn"] }
      case .use, .release, .quiesce: break
      }
      if asked.count > turns + RecordingGuard.prefetchDistance + 1 {
        return ["memory is asked for too early"]
      }
    }
    return asked == ids ? [] : ["memory is asked for twice, or never"]
  }
}
