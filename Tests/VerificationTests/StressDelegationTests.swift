import Glibc
import Probe
import SessionGuards
import Synchronization
import Testing

/// `mailbox` on real threads, with sessions in plain memory, which a sanitizer watches.
@Suite struct StressDelegationTests {
  private static let threads = 3
  private static let slotsOfEach = 2
  private static let rounds = 20_000

  /// What lives in a slot; only its owner may touch it.
  private final class Session: @unchecked Sendable {
    // Safe: that no two threads meet here is what the test is about.
    var generation: UInt32 = 0
    var usesCount = 0
  }

  /// A mailbox, the sessions in it, and the ids by which senders find them.
  private final class Hall: Sendable {
    let mailbox: MailboxDelegation<HardwareWord>
    let sessions: [Session]
    let current: SlotTable<HardwareWord>
    let doneCount = Atomic(0)

    init() {
      let count = threads * slotsOfEach
      let sessions = (0..<count).map { _ in Session() }
      self.sessions = sessions
      mailbox = MailboxDelegation(
        slotCount: count, ownerCount: threads, participantCount: threads, lastGeneration: .max,
        reclaim: Reclaim { (id) throws(Never) in sessions[Int(id.slot)].generation = 0 })
      current = SlotTable(count: count) { _ in HardwareWord(0) }
      for slot in 0..<Slot(count) { open(slot) }
    }

    func open(_ slot: Slot) {
      guard let id = mailbox.open(slot) else { return }
      sessions[Int(slot)].generation = id.generation
      // Relaxed: an id is a number, and the message that names it orders the rest.
      current[slot].store(id.rawValue, .relaxed, "publish")
    }
  }

  /// What one thread did and saw.
  private struct Account: Sendable {
    var posted: UInt64 = 0
    var granted = 0
    var refused = 0
    var wrong = 0
  }

  @Test func `every handover is finished, and a use finds the session that it names`() throws {
    let hall = Hall()
    let team = try ThreadTeam(name: "owner", count: Self.threads) { index, barrier in
      barrier.wait()
      return Self.play(hall, as: Participant(index: UInt32(index)))
    }
    team.begin()
    let accounts = team.join()
    #expect(accounts.map(\.wrong) == Array(repeating: 0, count: Self.threads))
    let taken = accounts.reduce(0) { $0 + $1.granted + $1.refused }
    #expect(taken == Self.threads * Self.rounds)
    #expect(accounts.contains { $0.refused > 0 }, "no message came too late")
    let uses = hall.sessions.reduce(0) { $0 + $1.usesCount }
    #expect(uses > 0 && uses <= accounts.reduce(0) { $0 + $1.granted })
  }

  private static func play(_ hall: Hall, as me: borrowing Participant) -> Account {
    var account = Account()
    for round in 0..<rounds {
      let slot = Slot((round * 7 + Int(me.index)) % (threads * slotsOfEach))
      // Relaxed: as above.
      let id = SessionID(rawValue: hall.current[slot].load(.relaxed, "find"))
      while !hall.mailbox.post(round % 16 == 0 ? .close : .use, to: id, as: me) {
        serve(hall, as: me, &account)
        sched_yield()
      }
      account.posted += 1
      if round % 8 == 0 { serve(hall, as: me, &account) }
    }
    while hall.mailbox.finishedCount(of: me) < account.posted {
      serve(hall, as: me, &account)
      sched_yield()
    }
    // Relaxed: a count; the threads are joined.
    hall.doneCount.wrappingAdd(1, ordering: .relaxed)
    while hall.doneCount.load(ordering: .relaxed) < threads {
      serve(hall, as: me, &account)
      sched_yield()
    }
    return account
  }

  private static func serve(_ hall: Hall, as me: borrowing Participant, _ account: inout Account) {
    while let handover = hall.mailbox.next(as: me) {
      let id = handover.id, errand = handover.errand, isGranted = handover.isGranted
      let session = hall.sessions[Int(id.slot)]
      account.granted += isGranted ? 1 : 0
      account.refused += isGranted ? 0 : 1
      if isGranted != (session.generation == id.generation) { account.wrong += 1 }
      if isGranted, errand == .use { session.usesCount += 1 }
      hall.mailbox.finish(handover, as: me)
      if isGranted, errand == .close {
        if session.generation != 0 { account.wrong += 1 }
        hall.open(id.slot)
      }
    }
  }
}
