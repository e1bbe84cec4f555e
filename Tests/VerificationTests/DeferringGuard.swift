import SessionGuards
import Synchronization

/// Whose quiet a `DeferringGuard` does without.
protocol Forgetting: Sendable { static func forgets(_ index: Int, of count: Int) -> Bool }

enum ForgetsNone: Forgetting {
  static func forgets(_: Int, of _: Int) -> Bool { false }
}

/// Wrong in a crowd: only where all the others quiesce does it show.
enum ForgetsTheMiddle: Forgetting {
  static func forgets(_ index: Int, of count: Int) -> Bool { count > 5 && index == count / 2 }
}

/// A guard in which a lease writes nothing: a closed session is reclaimed when every participant
/// has quiesced since, as in QSBR. Its books are under one lock; it shows what the story asks of a
/// guard that reclaims in `quiesce` alone.
struct DeferringGuard<Memory: Forgetting>: SessionGuard, ~Copyable {
  typealias Fault = Never
  static var strategy: Strategy {
    Strategy(
      name: "deferring", idea: "reclaims when every participant has quiesced", closeRule: .early,
      isExclusive: false, source: "QSBR")
  }

  private struct Books {
    var last: [UInt32]
    var isOpen: [Bool]
    /// Closed sessions, each with the participants that have not quiesced since.
    var pending: [(id: SessionID, owed: Set<Int>)] = []
  }

  private let books: Mutex<Books>
  private let participantCount: Int
  private let lastGeneration: UInt32
  private let reclaim: Reclaim<Never>

  init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Never>
  ) {
    books = Mutex(
      Books(
        last: Array(repeating: 0, count: slotCount),
        isOpen: Array(repeating: false, count: slotCount)))
    self.participantCount = participantCount
    self.lastGeneration = lastGeneration
    self.reclaim = reclaim
  }

  func open(_ slot: Slot) -> SessionID? {
    books.withLock { books in
      guard books.last[Int(slot)] < lastGeneration else { return nil }
      books.last[Int(slot)] += 1
      books.isOpen[Int(slot)] = true
      return SessionID(slot: slot, generation: books.last[Int(slot)])
    }
  }

  private func isLive(_ id: SessionID, _ books: Books) -> Bool {
    books.isOpen[Int(id.slot)] && books.last[Int(id.slot)] == id.generation
  }

  func acquire(_ id: SessionID, as _: borrowing Participant) -> Lease<Never>? {
    let isGranted = books.withLock { isLive(id, $0) }
    return isGranted ? Lease(id) : nil
  }

  func release(_ lease: consuming Lease<Never>, as _: borrowing Participant) { _ = lease.end() }

  func close(_ id: SessionID, as _: borrowing Participant) -> Bool {
    books.withLock { books in
      guard isLive(id, books) else { return false }
      books.isOpen[Int(id.slot)] = false
      let all = 0..<participantCount
      let owed = all.filter { !Memory.forgets($0, of: participantCount) }
      books.pending.append((id, Set(owed)))
      return true
    }
  }

  func quiesce(as me: borrowing Participant) {
    let index = Int(me.index)
    let due = books.withLock { books in
      for place in books.pending.indices { books.pending[place].owed.remove(index) }
      let due = books.pending.filter(\.owed.isEmpty).map(\.id)
      books.pending.removeAll(where: \.owed.isEmpty)
      return due
    }
    for id in due { reclaim(id) }
  }
}
