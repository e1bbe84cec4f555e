import SessionGuards

/// What a loop met that it should not have.
struct LoopOutcome: Equatable, CustomStringConvertible {
  var refused: UInt64 = 0
  /// 0 if every lease found its own generation.
  var strangeness: UInt64 = 0

  var description: String { "\(refused) refused, strangeness \(strangeness)" }
}

/// Runs the loop over the one guard that has the name.
struct NamedLoop: GuardVisitor {
  let strategy: String
  let pairs: UInt64
  let slotsCount: Int
  private(set) var outcome: LoopOutcome?

  init(strategy: String, pairs: UInt64, slotsCount: Int) {
    self.strategy = strategy
    self.pairs = pairs
    self.slotsCount = slotsCount
  }

  mutating func visit<Guard: SessionGuard & ~Copyable>(_: Guard.Type) where Guard.Fault == Never {
    guard Guard.strategy.name == strategy else { return }
    let sessions = Guard(slotCount: slotsCount, participantCount: 1) { (_) throws(Never) in }
    let records = SlotTable(count: slotsCount) { _ in HardwareWord(0) }
    for slot in 0..<Slot(slotsCount) {
      guard let id = sessions.open(slot) else { return }
      // Relaxed: there is no other thread.
      records[slot].store(UInt64(id.generation), .relaxed, "prepare")
    }
    // Relaxed: as above.
    let generation = records[0].load(.relaxed, "first")
    outcome = Self.run(pairs, from: generation, through: sessions, records)
  }

  /// The loop that is counted; `Peers/guard_loop.c` is the same in C.
  ///
  /// The id comes from outside as one number, as it does in a server, and under the lease the
  /// session is looked up in its slot.
  @inline(never)
  private static func run<Guard: SessionGuard & ~Copyable>(
    _ pairs: UInt64, from first: UInt64, through sessions: borrowing Guard,
    _ records: borrowing SlotTable<HardwareWord>
  ) -> LoopOutcome where Guard.Fault == Never {
    let participant = Participant(index: 0)
    let mask = UInt64(records.count) &- 1
    var outcome = LoopOutcome()
    for step in 0..<pairs {
      let id = SessionID(rawValue: first &+ (step & mask) << 32)
      if let lease = sessions.acquire(id, as: participant) {
        // Relaxed: acquire and release keep it between them.
        outcome.strangeness |= records[id.slot].load(.relaxed, "use") ^ UInt64(id.generation)
        sessions.release(lease, as: participant)
      } else {
        outcome.refused &+= 1
      }
    }
    return outcome
  }
}
