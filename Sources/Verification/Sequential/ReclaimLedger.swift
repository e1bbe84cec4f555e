import SessionGuards
import Synchronization

/// The sessions that a guard reclaimed since a chapter last looked.
///
/// A guard may call `reclaim` on any thread, so its type demands a lock; only one thread calls it.
final class ReclaimLedger: Sendable {
  private let ids = Mutex<[SessionID]>([])

  func note(_ id: SessionID) { ids.withLock { $0.append(id) } }

  var isEmpty: Bool { ids.withLock(\.isEmpty) }

  /// Forgets what was reclaimed if it is this session, once, and nothing else.
  func take(only id: SessionID) -> Bool {
    ids.withLock { ids in
      guard ids.count == 1, ids[0] == id else { return false }
      ids.removeAll(keepingCapacity: true)
      return true
    }
  }

  /// What was reclaimed, in order; it is forgotten here.
  func take() -> [SessionID] {
    ids.withLock { ids in
      defer { ids.removeAll(keepingCapacity: true) }
      return ids
    }
  }
}

/// Counts what a chapter does to its guards.
final class SequentialTally {
  private(set) var tried = SequentialTried()

  func note(slots: Int) { tried.slots = max(tried.slots, slots) }
  func note(participants: Int) { tried.participants = max(tried.participants, participants) }
  func note(generations: Int) { tried.generations = max(tried.generations, generations) }
  func noteStaleSend() { tried.staleSends += 1 }
}
