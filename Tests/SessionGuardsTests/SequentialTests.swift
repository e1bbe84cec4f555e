import SessionGuards
import Testing

/// What each guard does when no other thread interferes, beside the story that `Verification` tells
/// of any guard.
@Suite struct SequentialTests {
  /// Which guards lend a session between a won close and the end of its last lease. One that is
  /// exclusive is not asked, as its close would wait for that lease.
  struct LendsUnderClose: GuardVisitor {
    var lends: [Strategy: Bool] = [:]

    mutating func visit<Guard: SessionGuard & ~Copyable>(_: Guard.Type)
    where Guard.Fault == Never {
      guard !Guard.strategy.isFloor, !Guard.strategy.closeWaits else { return }
      let sessions = Guard(slotCount: 1, participantCount: 2) { (_) throws(Never) in }
      let sender = Participant(index: 0), owner = Participant(index: 1)
      guard let id = sessions.open(0), let lease = sessions.acquire(id, as: sender) else { return }
      _ = sessions.close(id, as: owner)
      let late = sessions.acquire(id, as: owner)
      lends[Guard.strategy] = late != nil
      if let late { sessions.release(late, as: owner) }
      sessions.release(lease, as: sender)
    }
  }

  /// The contract lets an at-zero guard go on lending, but does not require it.
  @Test func `the at-zero guards lend on after a close, and the early ones do not`() {
    var visitor = LendsUnderClose()
    visitGuards(&visitor)
    #expect(Set(visitor.lends.values) == [true, false])
    for (strategy, lends) in visitor.lends {
      #expect(lends == (strategy.closeRule == .atZero), "\(strategy.name)")
    }
  }

  @Test func `a roster never lends one participant twice`() {
    let roster = ParticipantRoster(count: 2)
    guard let first = roster.enroll(), let second = roster.enroll() else {
      Issue.record("a fresh roster of two refused")
      return
    }
    #expect(first.index != second.index)
    let isRefused = roster.enroll() == nil
    #expect(isRefused)
    let index = first.index
    roster.withdraw(first)
    guard let third = roster.enroll() else {
      Issue.record("a participant that was taken back is not lent again")
      return
    }
    #expect(third.index == index)
    _ = second.index
  }

  @Test func `every strategy has a name that spells no words`() {
    let named = [
      Guards.Unguarded.strategy, Guards.Mutex.strategy, Guards.Spinlock.strategy,
      Guards.Ticket.strategy, Guards.AdaptiveMutex.strategy, Guards.RWLock.strategy,
      Guards.MCS.strategy, Guards.CountedMutex.strategy,
      Guards.FlagCount.strategy, Guards.DoubleCAS.strategy, Guards.Packed.strategy,
      Guards.PackedPeek.strategy, Guards.CASLoop.strategy, Guards.Hazard.strategy,
      Guards.HazardFenced.strategy, Guards.HazardPromote.strategy,
      Guards.HazardPromoted.strategy, Guards.Epoch.strategy, Guards.QSBR.strategy,
      Guards.ShardedCount.strategy, Guards.VisibleReaders.strategy, Guards.FutexMutex.strategy,
      Guards.StdlibMutex.strategy, Guards.Arc.strategy,
    ]
    #expect(named == Strategy.catalogue)
  }

  @Test func `an id survives its raw value`() {
    let id = SessionID(slot: 0xFEDC_BA98, generation: 0x7654_3210)
    #expect(id.rawValue == 0xFEDC_BA98_7654_3210)
    #expect(SessionID(rawValue: id.rawValue) == id)
  }
}
