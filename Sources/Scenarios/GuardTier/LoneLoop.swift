internal import Probe
public import SessionGuards

/// One thread that acquires and releases, alone and doing nothing else, so that the instructions of
/// a pair can be counted.
public enum LoneLoop {
  /// The sessions that take turns; a power of two.
  @usableFromInline static let slotsCount = 8

  /// Leases were refused, or found another session than their own.
  @frozen
  public struct Wrong: Error, Equatable, CustomStringConvertible {
    @usableFromInline var refused: UInt64 = 0
    /// 0 if every lease found its own generation.
    @usableFromInline var strangeness: UInt64 = 0

    @inlinable init() {}

    public var description: String { "\(refused) refused, strangeness \(strangeness)" }
  }

  /// Runs that many pairs of acquire and release.
  @inlinable
  public static func run<Guard: SessionGuard & ~Copyable>(
    _: Guard.Type, pairs: UInt64
  ) throws where Guard.Fault == Never {
    try beginThreads()
    let sessions = Guard(slotCount: slotsCount, participantCount: 1) { (_) throws(Never) in }
    let records = SlotTable(count: slotsCount) { _ in HardwareWord(0) }
    for slot in 0..<Slot(slotsCount) {
      guard let id = sessions.open(slot) else { return }
      // Relaxed: there is no other thread.
      records[slot].store(UInt64(id.generation), .relaxed, "prepare")
    }
    // Relaxed: as above.
    let generation = records[0].load(.relaxed, "first")
    let wrong = count(pairs, from: generation, through: sessions, records)
    guard wrong == Wrong() else { throw wrong }
  }

  /// Without it glibc's mutex leaves out its locked instruction.
  @usableFromInline
  static func beginThreads() throws { try SingleThreadedMode.end() }

  /// The loop that is counted; `Benchmarks/Peers/guard_loop.c` is the same in C.
  ///
  /// The id comes from outside as one number, as it does in a server, and under the lease the
  /// session is looked up in its slot.
  @inlinable @inline(never)
  static func count<Guard: SessionGuard & ~Copyable>(
    _ pairs: UInt64, from first: UInt64, through sessions: borrowing Guard,
    _ records: borrowing SlotTable<HardwareWord>
  ) -> Wrong where Guard.Fault == Never {
    let participant = Participant(index: 0)
    let mask = UInt64(records.count) &- 1
    var wrong = Wrong()
    for step in 0..<pairs {
      let id = SessionID(rawValue: first &+ (step & mask) << 32)
      if let lease = sessions.acquire(id, as: participant) {
        // Relaxed: acquire and release keep it between them.
        wrong.strangeness |= records[id.slot].load(.relaxed, "use") ^ UInt64(id.generation)
        sessions.release(lease, as: participant)
      } else {
        wrong.refused &+= 1
      }
    }
    return wrong
  }
}
