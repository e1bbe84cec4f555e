import SessionGuards
import Testing

@testable import Scenarios

/// To which sessions threads outside the reactors send, how fast, and with which numbers.
@Suite struct PushTests {
  private let live = LiveSessions(slotCount: 8)

  private func open(_ slot: UInt32, generation: UInt32 = 5) -> SessionID {
    let id = SessionID(slot: slot, generation: generation)
    live.begin(id)
    live.publish(id)
    return id
  }

  private func targets(_ change: (inout PushPlan) -> Void) -> PushTargets {
    var plan = PushPlan()
    change(&plan)
    return PushTargets(plan, slotCount: 8, seed: 7, stream: 1)
  }

  @Test func `no session is drawn while none lives`() {
    for isHot in [false, true] {
      var targets = targets { $0.isHot = isHot }
      #expect(targets.draw(from: live.table) == nil)
    }
  }

  @Test func `only live sessions are drawn, and all of them`() {
    let here: Set = [open(1), open(4), open(6)]
    var targets = targets { $0.skew = 1 }
    let drawn = Set((0..<500).map { _ in targets.draw(from: live.table) })
    #expect(drawn == Set(here.map { Optional($0) }))
  }

  @Test func `a single session among many slots is found`() {
    let live = LiveSessions(slotCount: 4096)
    let id = SessionID(slot: 4000, generation: 1)
    live.begin(id)
    live.publish(id)
    var targets = PushTargets(PushPlan(), slotCount: 4096, seed: 7, stream: 1)
    for _ in 0..<50 { #expect(targets.draw(from: live.table) == id) }
  }

  @Test func `the hot session of all threads is the first that lives, until it ends`() {
    let later = open(5)
    let (one, other) = (open(2), open(3))
    var targets = targets { $0.isHot = true }
    for _ in 0..<10 { #expect(targets.draw(from: live.table) == one) }
    live.release(one)
    for _ in 0..<10 { #expect(targets.draw(from: live.table) == other) }
    #expect(live.table[5].target == later)
  }

  @Test func `a stale target is a session that was released`() {
    let old = open(3, generation: 8)
    live.release(old)
    let new = open(3, generation: 9)
    var stale = targets { $0.staleShare = 1 }
    var mixed = targets { $0.staleShare = 0.5 }
    for _ in 0..<20 {
      let id = stale.draw(from: live.table)
      #expect(id == old || id == nil)
    }
    let drawn = Set((0..<200).compactMap { _ in mixed.draw(from: live.table) })
    #expect(drawn == [old, new])
  }

  @Test func `the same seed draws the same targets`() {
    for slot in 0..<8 { _ = open(UInt32(slot)) }
    var (one, other) = (targets { _ in }, targets { _ in })
    for _ in 0..<50 { #expect(one.draw(from: live.table) == other.draw(from: live.table)) }
  }

  @Test func `a rate is kept whatever the distances of the looks`() {
    var pace = PushPace(ratePerSecond: 1_000_000, now: 0)
    var now: UInt64 = 0
    var taken = 0
    for step in 1...1000 {
      now += UInt64(step % 7) * 4_000
      taken += pace.take(at: now).due.count
    }
    while case let more = pace.take(at: now).due.count, more > 0 { taken += more }
    #expect(abs(taken - Int(now / 1000)) <= 1)
  }

  @Test func `each push is due at its own time, however late the look`() {
    var pace = PushPace(ratePerSecond: 1_000_000, now: 500)
    let late = pace.take(at: 4_700).due
    #expect((0..<late.count).map { late[$0] } == [1_500, 2_500, 3_500, 4_500])
    let next = pace.take(at: 5_500).due
    #expect(next.count == 1 && next[0] == 5_500)
  }

  @Test func `a pause is not made up for`() {
    var pace = PushPace(ratePerSecond: 1_000_000, now: 0)
    #expect(pace.skip(to: 10_000_000).count == 10_000)
    #expect(pace.take(at: 10_000_000).due.count == 0)
    #expect(pace.take(at: 10_003_000).due.count == 3)
  }

  @Test func `a thread that fell behind makes up for a while, and the rest is missed`() {
    var pace = PushPace(ratePerSecond: 1_000_000, now: 0)
    var (taken, missed) = (0, 0)
    while case let turn = pace.take(at: 1_000_000_000), turn.due.count > 0 {
      taken += turn.due.count
      missed += turn.missed.count
    }
    #expect(taken == Int(PushPace.longestDelay / 1000))
    #expect(taken + missed == 1_000_000)
  }

  @Test func `without a rate a portion is always due, and a rate of nothing never is`() {
    var pace = PushPace(ratePerSecond: nil, now: 0)
    #expect(pace.take(at: 0).due.count == PushPace.portion)
    #expect(pace.take(at: 0).due.count == PushPace.portion)
    var idle = PushPace(ratePerSecond: 0, now: 0)
    #expect(idle.take(at: 1 << 50).due.count == 0 && idle.skip(to: 1 << 50).count == 0)
  }

  @Test func `a number is used when its push was taken, and begins anew with a generation`() {
    var sequences = PushSequences(slotCount: 2)
    let first = SessionID(slot: 1, generation: 4)
    #expect(sequences.next(for: first) == 0)
    sequences.use(0, for: first)
    #expect(sequences.next(for: first) == 1)
    let second = SessionID(slot: 1, generation: 5)
    #expect(sequences.next(for: second) == 0)
    sequences.use(0, for: second)
    #expect(sequences.next(for: second) == 1)
  }

  @Test func `the first disconnect of a session counts, and only for that session`() {
    let id = open(2, generation: 70_000)
    live.table[2].noteDisconnect(of: id, at: 1_000)
    live.table[2].noteDisconnect(of: id, at: 5_000)
    #expect(live.table[2].timeSinceDisconnect(of: id, at: 9_000) == 8_000)
    let next = SessionID(slot: 2, generation: 70_001)
    #expect(live.table[2].timeSinceDisconnect(of: next, at: 9_000) == nil)
  }
}
