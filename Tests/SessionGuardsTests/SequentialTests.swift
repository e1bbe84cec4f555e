import SessionGuards
import Synchronization
import Testing

/// What each guard does when nobody interferes, on the hardware words that servers run on.
@Suite struct SequentialTests {
  /// The answers of one guard, so that a failure says which step went wrong.
  struct Story: Judge {
    func judge<Guard: SessionGuard & ~Copyable>(_: Guard.Type) -> [String]
    where Guard.Fault == Never {
      let reclaimed = Mutex<[SessionID]>([])
      let sessions = Guard(slotCount: 3, participantCount: 2, lastGeneration: 2) {
        (id) throws(Never) in reclaimed.withLock { $0.append(id) }
      }
      let me = Participant(index: 0)
      var wrong: [String] = []
      func expect(_ isTrue: Bool, _ what: String) { if !isTrue { wrong.append(what) } }
      func isGranted(_ id: SessionID) -> Bool {
        guard let lease = sessions.acquire(id, as: me) else { return false }
        let isRight = lease.id == id
        sessions.release(lease, as: me)
        return isRight
      }

      let first = sessions.open(1)
      expect(first == SessionID(slot: 1, generation: 1), "the first session has generation 1")
      let one = SessionID(slot: 1, generation: 1), two = SessionID(slot: 1, generation: 2)
      expect(isGranted(one), "a live session is lent")
      expect(isGranted(one), "and lent again")
      expect(!isGranted(two), "a generation to come is refused")
      expect(!isGranted(SessionID(slot: 2, generation: 1)), "a slot never opened is refused")
      expect(!isGranted(SessionID(slot: 1, generation: 0)), "generation 0 is nobody")
      expect(!sessions.close(two, as: me), "a generation to come cannot be closed")
      expect(reclaimed.withLock(\.isEmpty), "nothing is reclaimed before a close")
      expect(sessions.close(one, as: me), "the first close wins")
      expect(reclaimed.withLock { $0 } == [one], "with nobody inside, a close reclaims at once")
      expect(!sessions.close(one, as: me), "the second close does not win")
      expect(!isGranted(one), "a closed session is refused")
      expect(sessions.open(1) == two, "the slot's next session has the next generation")
      expect(isGranted(two), "which is lent")
      expect(!isGranted(one), "while the old id is refused")
      expect(!sessions.close(one, as: me), "and closes nothing")
      expect(isGranted(two), "of the new session")
      expect(sessions.close(two, as: me), "which can be closed")
      expect(sessions.open(1) == nil, "a slot whose generations are used up is retired")
      expect(!isGranted(two), "and lends nothing")
      expect(reclaimed.withLock { $0 } == [one, two], "each session is reclaimed once")
      sessions.quiesce(as: me)
      return wrong
    }
  }

  /// A close while a lease is out, for the guards that do not make it wait.
  struct CloseUnderLease: Judge {
    func judge<Guard: SessionGuard & ~Copyable>(_: Guard.Type) -> [String]
    where Guard.Fault == Never {
      guard !Guard.strategy.isExclusive else { return [] }
      let reclaimed = Mutex<[SessionID]>([])
      let sessions = Guard(slotCount: 1, participantCount: 2) { (id) throws(Never) in
        reclaimed.withLock { $0.append(id) }
      }
      let sender = Participant(index: 0), owner = Participant(index: 1)
      guard let id = sessions.open(0), let lease = sessions.acquire(id, as: sender) else {
        return ["a live session is refused"]
      }
      var wrong: [String] = []
      if !sessions.close(id, as: owner) { wrong.append("the close does not win") }
      if !reclaimed.withLock(\.isEmpty) { wrong.append("reclaimed under a lease") }
      let late = sessions.acquire(id, as: owner)
      let isGranted = late != nil
      if let late { sessions.release(late, as: owner) }
      if isGranted != (Guard.strategy.closeRule == .atZero) {
        wrong.append("after a won close it \(isGranted ? "grants" : "refuses")")
      }
      if !reclaimed.withLock(\.isEmpty) { wrong.append("reclaimed by a refused sender") }
      sessions.release(lease, as: sender)
      if reclaimed.withLock({ $0 }) != [id] { wrong.append("the last lease did not reclaim") }
      return wrong
    }
  }

  @Test func `every guard opens, lends, refuses, closes and retires by the book`() {
    for (name, wrong) in onHardware(Story()) { #expect(wrong == [], "\(name)") }
  }

  @Test func `a close under a lease reclaims with the last lease, by each guard's own rule`() {
    for (name, wrong) in onHardware(CloseUnderLease()) { #expect(wrong == [], "\(name)") }
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

  @Test func `an id survives its raw value`() {
    let id = SessionID(slot: 0xFEDC_BA98, generation: 0x7654_3210)
    #expect(id.rawValue == 0xFEDC_BA98_7654_3210)
    #expect(SessionID(rawValue: id.rawValue) == id)
  }

  @Test func `a lease that is dropped traps`() async {
    await #expect(processExitsWith: .failure) {
      let sessions = PackedGuard<HardwareWord>(slotCount: 1, participantCount: 1) {
        (_) throws(Never) in
      }
      let id = sessions.open(0)!
      _ = sessions.acquire(id, as: Participant(index: 0))
    }
  }
}
