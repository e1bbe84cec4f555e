import Foundation
import SessionGuards
import Synchronization
import Testing

/// Senders on real threads against close and reopen, over plain memory that the guard alone
/// protects.
///
/// A bounded number of operations; the thread sanitizer sees a guard whose orders are too weak.
@Suite struct StressTests {
  /// What a lease protects: written by the owner between sessions, read by senders under a lease.
  @safe final class Payload: @unchecked Sendable {
    // Safe: that no two threads meet here is what the guard promises and this test checks.
    let generations: UnsafeMutablePointer<UInt32>

    init(slotCount: Int) {
      unsafe generations = .allocate(capacity: slotCount)
      unsafe generations.initialize(repeating: 0, count: slotCount)
    }
    deinit { unsafe generations.deallocate() }
  }

  /// A value under a mutex whose hand-over the thread sanitizer sees, unlike the library's own.
  final class Guarded<Value>: @unchecked Sendable {
    // Safe: read and written under `lock` only.
    private var value: Value
    private let lock = NSLock()

    init(_ value: Value) { self.value = value }

    func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
      lock.withLock { body(&value) }
    }
  }

  final class Arena<Guard: SessionGuard & ~Copyable>: Sendable where Guard.Fault == Never {
    let slotCount: Int
    let payload: Payload
    let sessions: Guard
    let current: [Cell]
    let counts = Guarded((granted: 0, refused: 0, strayed: 0))
    let due: Guarded<[SessionID]>

    final class Cell: Sendable { let id = Atomic<UInt64>(0) }

    init(slotCount: Int, senderCount: Int) {
      self.slotCount = slotCount
      let payload = Payload(slotCount: slotCount)
      let due = Guarded<[SessionID]>([])
      self.payload = payload
      self.due = due
      current = (0..<slotCount).map { _ in Cell() }
      sessions = Guard(slotCount: slotCount, participantCount: senderCount + 1) {
        (id) throws(Never) in due.withLock { $0.append(id) }
      }
    }

    func open(_ slot: Slot) {
      let id = sessions.open(slot)!
      unsafe payload.generations[Int(slot)] = id.generation
      // Release: pairs with the acquiring load of send; an id is published after its session is.
      current[Int(slot)].id.store(id.rawValue, ordering: .releasing)
    }

    func send(_ count: Int, as index: Int) {
      let me = Participant(index: UInt32(index))
      var granted = 0, refused = 0, strayed = 0
      for turn in 0..<count {
        // Acquire: pairs with the releasing store of open.
        let raw = current[turn % slotCount].id.load(ordering: .acquiring)
        let id = SessionID(rawValue: raw)
        guard let lease = sessions.acquire(id, as: me) else {
          refused += 1
          continue
        }
        if unsafe payload.generations[Int(id.slot)] != id.generation { strayed += 1 }
        granted += 1
        sessions.release(lease, as: me)
      }
      counts.withLock {
        $0.granted += granted
        $0.refused += refused
        $0.strayed += strayed
      }
    }

    /// Closes and reopens every slot in turn; answers the sessions that were reclaimed. Gives up on
    /// one that is not, after far more turns of the processor than senders have operations.
    func churn(_ count: Int) -> [SessionID] {
      let me = Participant(index: 0)
      var reclaimed: [SessionID] = []
      for turn in 0..<count {
        let slot = turn % slotCount
        // Relaxed: this thread stored it.
        let id = SessionID(rawValue: current[slot].id.load(ordering: .relaxed))
        _ = sessions.close(id, as: me)
        var patience = 20_000_000
        while !reclaimed.suffix(slotCount).contains(id) {
          reclaimed += due.withLock { ids in
            defer { ids = [] }
            return ids
          }
          patience -= 1
          if patience == 0 { return reclaimed }
          sched_yield()
        }
        unsafe payload.generations[slot] = 0
        open(Slot(slot))
      }
      return reclaimed
    }
  }

  struct Churn: Judge {
    func judge<Guard: SessionGuard & ~Copyable>(_: Guard.Type) -> [String]
    where Guard.Fault == Never {
      let senderCount = 2, sendCount = 20_000, churnCount = 500, slotCount = 2
      let arena = Arena<Guard>(slotCount: slotCount, senderCount: senderCount)
      for slot in 0..<Slot(slotCount) { arena.open(slot) }
      let senders = DispatchGroup()
      for index in 1...senderCount {
        let thread = Thread {
          arena.send(sendCount, as: index)
          senders.leave()
        }
        senders.enter()
        thread.start()
      }
      let reclaimed = arena.churn(churnCount)
      senders.wait()
      var wrong: [String] = []
      let counts = arena.counts.withLock { $0 }
      if counts.strayed != 0 { wrong.append("\(counts.strayed) leases met another session") }
      if counts.granted + counts.refused != senderCount * sendCount {
        wrong.append("an operation got lost")
      }
      if reclaimed.count != churnCount { wrong.append("\(reclaimed.count) reclaimed") }
      if Set(reclaimed).count != reclaimed.count { wrong.append("one was reclaimed twice") }
      return wrong
    }
  }

  @Test func `senders that race close and reopen never meet another session`() {
    for (name, wrong) in onHardware(Churn()) { #expect(wrong == [], "\(name)") }
  }

  /// `packed` that looks first and lends afterwards: by then the slot has its next session.
  struct LendsLate: SessionGuard, ~Copyable {
    static var strategy: Strategy { .packed }
    private let sessions: PackedGuard<HardwareWord>
    private let hasArrived = Atomic<Bool>(false)
    private let openCount = Atomic(0)
    /// As many as let the first close of every slot be followed by an open.
    private let enough: Int

    init(
      slotCount: Int, participantCount: Int, lastGeneration: UInt32,
      reclaim: Reclaim<Never>
    ) {
      sessions = PackedGuard(
        slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
        reclaim: reclaim)
      enough = 2 * slotCount
    }

    func open(_ slot: Slot) -> SessionID? {
      // Release: pairs with acquire, below: what stood in the slot before this is gone.
      openCount.wrappingAdd(1, ordering: .releasing)
      return sessions.open(slot)
    }

    func acquire(_ id: SessionID, as _: borrowing Participant) -> Lease<Never>? {
      // Relaxed: the first close waits for a sender, who waits for every slot's next session.
      hasArrived.store(true, ordering: .relaxed)
      // Acquire: pairs with open.
      while openCount.load(ordering: .acquiring) < enough { sched_yield() }
      return Lease(id)
    }

    func release(_ lease: consuming Lease<Never>, as _: borrowing Participant) { _ = lease.end() }

    func close(_ id: SessionID, as me: borrowing Participant) -> Bool {
      // Relaxed: see acquire.
      while !hasArrived.load(ordering: .relaxed) { sched_yield() }
      return sessions.close(id, as: me)
    }
  }

  #if !THREAD_SANITIZER
  // Not under the sanitizer, which rightly reports the race that this guard lets happen.
  @Test func `a guard that lends what has ended is caught`() {
    let wrong = Churn().judge(LendsLate.self)
    #expect(wrong.contains { $0.hasSuffix("leases met another session") })
  }
  #endif
}
