import SessionGuards
import Synchronization
import Testing

/// Leases and closes of many sessions in turn.
@Suite struct BatchTests {
  // MARK: What a batch asks of a guard, and twins of the two batches that are wrong in one way.

  private typealias Leases = (
    borrowing RecordingGuard, [SessionID], borrowing Participant
  ) -> Int

  private func faults(ofLeases batch: Leases, count: Int = 200) -> Set<String> {
    let me = Participant(index: 0)
    let sessions = RecordingGuard(slotCount: count + 1, participantCount: 1) { (_) throws(Never) in
    }
    let (ids, ended) = open(count, of: sessions, me)
    let before = sessions.events.count
    let granted = batch(sessions, ids, me)
    return BatchOracle.faultsOfLeases(
      Array(sessions.events.dropFirst(before)), ids: ids, ended: ended, granted: granted)
  }

  private func faults(ofCloses batch: Leases, count: Int = 2500) -> Set<String> {
    let me = Participant(index: 0)
    let sessions = RecordingGuard(slotCount: count + 1, participantCount: 1) { (_) throws(Never) in
    }
    let (ids, ended) = open(count, of: sessions, me)
    let before = sessions.events.count
    let closed = batch(sessions, ids, me)
    return BatchOracle.faultsOfCloses(
      Array(sessions.events.dropFirst(before)), ids: ids, ended: ended, count: closed)
  }

  /// Sessions of which every seventh has been closed.
  private func open(
    _ count: Int, of sessions: borrowing RecordingGuard, _ me: borrowing Participant
  ) -> (ids: [SessionID], ended: Set<SessionID>) {
    var ids: [SessionID] = []
    var ended: Set<SessionID> = []
    for slot in 0..<Slot(count) {
      guard let id = sessions.open(slot) else { continue }
      ids.append(id)
      if slot % 7 == 3, sessions.close(id, as: me) { ended.insert(id) }
    }
    return (ids, ended)
  }

  @Test(arguments: [0, 1, 11, 12, 13, 63, 64, 65, 200])
  func `leases in a batch follow one another, and their memory is asked for ahead`(count: Int) {
    let found = faults(
      ofLeases: { sessions, ids, me in
        sessions.withLeases(ids.span, as: me) { sessions.note(.use($0)) }
      }, count: count)
    #expect(found == [])
  }

  @Test func `what the caller asks for ahead is each id once, in order, and before its turn`() {
    let me = Participant(index: 0)
    let sessions = Guards.Packed(slotCount: 100, participantCount: 1) { (_) throws(Never) in }
    let ids = (0..<Slot(100)).compactMap { sessions.open($0) }
    var asked: [SessionID] = []
    var turns = 0
    sessions.withLeases(ids.span, as: me, ahead: { asked.append($0) }) { _ in
      turns += 1
      #expect(asked.count == min(turns + Guards.Packed.prefetchDistance, ids.count))
    }
    #expect(asked == ids)
  }

  @Test(arguments: [0, 1, 12, 1023, 1024, 1025, 2500])
  func `closes in a batch share a quiesce, and are counted by their caller alone`(count: Int) {
    let found = faults(
      ofCloses: { sessions, ids, me in sessions.closeAll(ids.span, as: me) }, count: count)
    #expect(found == [])
  }

  @Test func `a batch that forgets to release is found`() {
    let found = faults(ofLeases: { sessions, ids, me in
      sessions.prefetchAll(ids)
      var granted = 0
      for id in ids {
        guard let lease = sessions.acquire(id, as: me) else { continue }
        sessions.note(.use(id))
        _ = lease.end()
        granted += 1
      }
      sessions.quiesce(as: me)
      return granted
    })
    #expect(found.contains("a lease is not given back"))
  }

  @Test func `a batch that keeps a lease until it has the next is found`() {
    let found = faults(ofLeases: { sessions, ids, me in
      sessions.prefetchAll(ids)
      var granted = 0
      var former: Lease<Never>?
      for id in ids {
        let next = sessions.acquire(id, as: me)
        if let lease = former.take() { sessions.release(lease, as: me) }
        former = next
        guard former != nil else { continue }
        sessions.note(.use(id))
        granted += 1
      }
      if let lease = former.take() { sessions.release(lease, as: me) }
      sessions.quiesce(as: me)
      return granted
    })
    #expect(found.contains("two leases at once"))
  }

  @Test func `a batch that never says that it holds nothing is found`() {
    let found = faults(ofLeases: { sessions, ids, me in
      sessions.prefetchAll(ids)
      return ids.count {
        sessions.withLease($0, as: me) { sessions.note(.use($0)) } != nil
      }
    })
    #expect(found.contains("too long without a quiesce"))
  }

  @Test func `a batch that counts what was refused is found`() {
    let found = faults(ofLeases: { sessions, ids, me in
      _ = sessions.withLeases(ids.span, as: me) { sessions.note(.use($0)) }
      return ids.count
    })
    #expect(found == ["a wrong number of leases"])
  }

  @Test func `a mass close that counts what others ended is found`() {
    let found = faults(ofCloses: { sessions, ids, me in
      _ = sessions.closeAll(ids.span, as: me)
      return ids.count
    })
    #expect(found == ["a wrong number"])
  }

  @Test func `a mass close that pays for a quiesce with each session is found`() {
    let found = faults(ofCloses: { sessions, ids, me in
      var count = 0
      for id in ids { count += sessions.closeAll([id].span, as: me) }
      return count
    })
    #expect(found == ["more than one quiesce for a batch"])
  }

  // MARK: Every guard.

  /// Lends to all in a batch, closes all in a batch, and opens the slots again.
  struct Batches: GuardVisitor {
    static let count = 150
    var faults: [String: Set<String>] = [:]

    mutating func visit<Guard: SessionGuard & ~Copyable>(_: Guard.Type)
    where Guard.Fault == Never {
      let reclaimed = Counts()
      let sessions = Guard(slotCount: Self.count, participantCount: 2) { (id) throws(Never) in
        reclaimed.counts.withLock { $0[id, default: 0] += 1 }
      }
      let me = Participant(index: 1)
      let ids = (0..<Slot(Self.count)).compactMap { sessions.open($0) }
      let beyond = SessionID(slot: 1 << 30, generation: 1)
      sessions.prefetch(beyond, for: .lease)
      sessions.prefetch(beyond, for: .close)
      var found: Set<String> = []
      var used: [SessionID] = []
      if sessions.withLeases(ids.span, as: me, { used.append($0) }) != ids.count || used != ids {
        found.insert("not all are lent")
      }
      let closed = Array(ids[..<50])
      if sessions.closeAll(closed.span, as: me) != 50 { found.insert("not all are closed") }
      if sessions.closeAll(closed.span, as: me) != 0 { found.insert("closed twice") }
      used = []
      var refused: [SessionID] = []
      let isFloor = Guard.strategy.isFloor
      let granted = sessions.withLeases(ids.span, as: me, { used.append($0) }) { (id) in
        refused.append(id)
      }
      if !isFloor, granted != 100 || used != Array(ids[50...]) || refused != closed {
        found.insert("others are lent")
      }
      for _ in 0..<4 { for index in 0..<UInt32(2) { sessions.quiesce(as: .init(index: index)) } }
      let counts = reclaimed.counts.withLock { $0 }
      if counts != Dictionary(uniqueKeysWithValues: closed.map { ($0, 1) }) {
        found.insert("not reclaimed once")
      }
      if closed.contains(where: { sessions.open($0.slot)?.generation != 2 }) {
        found.insert("not reused")
      }
      faults[Guard.strategy.name] = found
    }

    final class Counts: Sendable {
      let counts = Mutex<[SessionID: Int]>([:])
    }
  }

  @Test func `every guard lends, closes and reuses in batches, and takes a hint for any id`() {
    var visitor = Batches()
    visitGuards(&visitor)
    #expect(visitor.faults.count == Strategy.catalogue.count)
    for (name, faults) in visitor.faults { #expect(faults == [], "\(name)") }
  }
}

extension RecordingGuard {
  fileprivate func prefetchAll(_ ids: [SessionID]) {
    for id in ids { prefetch(id, for: .lease) }
  }
}
