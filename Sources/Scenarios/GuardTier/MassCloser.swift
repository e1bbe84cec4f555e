internal import Probe
public import SessionGuards
internal import Statistics

/// Closes all sessions of one thread's share, so many in one call, and reuses the slots when all
/// are closed: what ends a room and begins the next.
@usableFromInline
struct MassCloser: ~Copyable {
  @usableFromInline let index: Int
  @usableFromInline let records: SessionRecords
  /// Sessions that one call closes; 1: each by itself, with a `quiesce` after each.
  @usableFromInline let batch: Int
  private let slots: Range<Slot>
  /// The share's sessions in the order in which they are closed, which is drawn once.
  @usableFromInline var ids: [SessionID]
  /// By slot, where in that order its session stands, and when it was closed.
  private var places: [Int]
  private var closedAt: [UInt64]
  /// How many of the round have been closed, and how many of their slots are in use again.
  @usableFromInline var closedCount = 0
  @usableFromInline var reusedCount = 0
  private var closeToReuse = LatencyHistogram()
  private var unreclaimed = UnreclaimedTally()
  /// Whether what is reopened now belongs to the measurement.
  @usableFromInline var isMeasuring = false

  /// Between two looks at clock and gate, at least.
  private static let leastPortion = 64

  @usableFromInline
  init(index: Int, batch: Int, seed: UInt64, _ records: SessionRecords) {
    self.index = index
    self.batch = batch
    self.records = records
    slots = records.slots(of: index)
    var generator = SeededGenerator(seed: seed, stream: UInt64(index) << 32)
    ids = slots.map { records.table[$0].currentID }.shuffled(using: &generator)
    places = Array(repeating: 0, count: ids.count)
    closedAt = Array(repeating: 0, count: ids.count)
    for (place, id) in ids.enumerated() { places[Int(id.slot - slots.lowerBound)] = place }
  }

  /// Closes the next portion of the round, or, when all are closed, reuses the slots that are due.
  @inlinable
  @inline(never)
  mutating func step<Guard: SessionGuard & ~Copyable>(
    _ sessions: borrowing Guard, as participant: borrowing Participant, _ tally: inout SendTally
  ) where Guard.Fault == Never {
    if closedCount < ids.count {
      let portion = beginPortion()
      let closed = close(portion, sessions, as: participant)
      endPortion(portion, closed: closed)
      return
    }
    sessions.quiesce(as: participant)
    var link = beginReuse()
    while let slot = nextDue(&link) {
      guard let id = sessions.open(slot) else { continue }
      reopened(id)
      tally.operations &+= 1
    }
    endReuse()
  }

  @inlinable
  @inline(__always)
  borrowing func close<Guard: SessionGuard & ~Copyable>(
    _ portion: Range<Int>, _ sessions: borrowing Guard, as participant: borrowing Participant
  ) -> Int where Guard.Fault == Never {
    let ids = self.ids.span
    var closed = 0
    var next = portion.lowerBound
    while next < portion.upperBound {
      if batch == 1 {
        if sessions.close(ids[next], as: participant) { closed &+= 1 }
        sessions.quiesce(as: participant)
        next &+= 1
      } else {
        let end = min(next &+ batch, portion.upperBound)
        closed &+= sessions.closeAll(ids.extracting(next..<end), as: participant)
        next = end
      }
    }
    return closed
  }

  // The rest does not depend on the guard.

  /// The next sessions to be closed. The clock is read once for all, before the first.
  @usableFromInline
  mutating func beginPortion() -> Range<Int> {
    let portion = closedCount..<min(closedCount + max(batch, Self.leastPortion), ids.count)
    let now = MonotonicClock.nanoseconds
    for place in portion {
      let id = ids[place]
      closedAt[Int(id.slot - slots.lowerBound)] = now
      records.table[id.slot].beginClose(of: id)
    }
    return portion
  }

  @usableFromInline
  mutating func endPortion(_ portion: Range<Int>, closed: Int) {
    closedCount = portion.upperBound
    // No other thread closes them.
    for place in portion.prefix(portion.count - closed) { records.noteRefusedClose(of: ids[place]) }
    noteUnreclaimed()
  }

  private var reuseTime: UInt64 = 0

  /// Takes the queue of the slots that are due. The clock is read once for all of them.
  @usableFromInline
  mutating func beginReuse() -> UInt64 {
    reuseTime = MonotonicClock.nanoseconds
    return records.takeDue(of: index)
  }

  /// The next slot that is due, its session torn down; nil at the queue's end.
  @usableFromInline
  mutating func nextDue(_ link: inout UInt64) -> Slot? {
    guard link != 0 else { return nil }
    let slot = Slot(link - 1)
    link = records.link(after: slot)
    records.table[slot].clear()
    return slot
  }

  @usableFromInline
  mutating func reopened(_ id: SessionID) {
    records.table[id.slot].publish(id)
    let offset = Int(id.slot - slots.lowerBound)
    ids[places[offset]] = id
    reusedCount += 1
    if isMeasuring { closeToReuse.record(reuseTime - closedAt[offset]) }
  }

  /// Ends the round when all slots are in use again.
  @usableFromInline
  mutating func endReuse() {
    noteUnreclaimed()
    guard reusedCount == ids.count else { return }
    closedCount = 0
    reusedCount = 0
  }

  private mutating func noteUnreclaimed() {
    if isMeasuring { unreclaimed.note(closedCount - reusedCount) }
  }

  /// Adds what this thread saw to its report.
  @usableFromInline
  consuming func describe(in report: inout ThreadReport) {
    report.closeToReuse = closeToReuse
    report.unreclaimed = unreclaimed
    report.unreclaimedCount = closedCount - reusedCount
  }
}
