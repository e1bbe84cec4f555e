internal import Probe
public import SessionGuards

/// One thread that acquires and releases, meets nobody and does nothing else, so that what a pair
/// costs can be counted.
public enum LoneLoop {
  /// The sessions that take turns; a power of two.
  @usableFromInline static let slotsCount = 8

  /// A lease was refused, or found another session than its own.
  public struct Wrong: Error, CustomStringConvertible {
    public let description: String

    @usableFromInline
    init(refused: UInt64, strangeness: UInt64) {
      description = "\(refused) refused, strangeness \(strangeness)"
    }
  }

  /// Runs so many pairs of acquire and release.
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
    let (refused, strangeness) = count(pairs, from: generation, through: sessions, records)
    guard refused == 0, strangeness == 0 else {
      throw Wrong(refused: refused, strangeness: strangeness)
    }
  }

  /// Without it glibc's mutex leaves out its locked instruction.
  @usableFromInline
  static func beginThreads() throws { try SingleThreadedMode.end() }

  /// The loop that is counted.
  ///
  /// The id comes from outside as one number, as it does in a server, and under the lease the
  /// session is looked up in its slot.
  @inlinable @inline(never)
  static func count<Guard: SessionGuard & ~Copyable>(
    _ pairs: UInt64, from first: UInt64, through sessions: borrowing Guard,
    _ records: borrowing SlotTable<HardwareWord>
  ) -> (refused: UInt64, strangeness: UInt64) where Guard.Fault == Never {
    let participant = Participant(index: 0)
    let mask = UInt64(records.count) &- 1
    var refused: UInt64 = 0
    var strangeness: UInt64 = 0
    for step in 0..<pairs {
      let id = SessionID(rawValue: first &+ (step & mask) << 32)
      if let lease = sessions.acquire(id, as: participant) {
        // Relaxed: acquire and release keep it between them.
        strangeness |= records[id.slot].load(.relaxed, "use") ^ UInt64(id.generation)
        sessions.release(lease, as: participant)
      } else {
        refused &+= 1
      }
    }
    return (refused, strangeness)
  }
}
