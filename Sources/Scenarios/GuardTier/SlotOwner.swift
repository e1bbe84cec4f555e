internal import Probe
public import SessionGuards
internal import Statistics

/// Opens and closes one thread's share of the slots, as a reactor does with its own sessions.
@usableFromInline
struct SlotOwner: ~Copyable {
  @usableFromInline let index: Int
  @usableFromInline let slots: Range<Slot>
  private let closeRatio: Double
  @usableFromInline let records: SessionRecords
  private var generator: SeededGenerator
  /// Closes that the operations so far have earned.
  private var closesDue = 0.0
  /// When each session that is closed and not reclaimed yet was closed; 0 for the others.
  private var closedAt: [UInt64]
  private var closeToReuse = LatencyHistogram()
  /// How many they are, and how many they were after each batch of the measurement.
  private var unreclaimedCount = 0
  private var unreclaimed = UnreclaimedTally()
  /// Sessions whose slots were used again within the measurement.
  private var closesCount = 0
  /// Whether what is reopened now belongs to the measurement.
  @usableFromInline var isMeasuring = false

  @usableFromInline
  init(index: Int, closeRatio: Double, seed: UInt64, _ records: SessionRecords) {
    self.index = index
    self.closeRatio = closeRatio
    self.records = records
    slots = records.slots(of: index)
    generator = SeededGenerator(seed: seed, stream: UInt64(index) << 32)
    closedAt = Array(repeating: 0, count: slots.count)
  }

  /// Closes as many sessions as the operations earn, each drawn at random, and reuses the slots
  /// that are due.
  @inlinable
  mutating func tend<Guard: SessionGuard & ~Copyable>(
    after operations: Int, _ sessions: borrowing Guard, as participant: borrowing Participant
  ) where Guard.Fault == Never {
    for _ in 0..<closesEarned(by: operations) {
      guard let id = nextToClose() else { continue }
      if !sessions.close(id, as: participant) { records.noteRefusedClose(of: id) }
    }
    var link = takeDue()
    while let slot = nextDue(&link) {
      guard let id = sessions.open(slot) else { continue }
      reopened(id)
    }
    noteUnreclaimed()
  }

  @usableFromInline
  mutating func closesEarned(by operations: Int) -> Int {
    guard !slots.isEmpty else { return 0 }
    closesDue += Double(operations) * closeRatio
    let whole = closesDue.rounded(.down)
    closesDue -= whole
    return Int(whole)
  }

  /// Draws a slot; nil if its session is closed already. The clock is read before the close begins.
  @usableFromInline
  mutating func nextToClose() -> SessionID? {
    toClose(in: slots.lowerBound + Slot(generator.next(below: UInt64(slots.count))))
  }

  /// The session in one of the owner's slots, which is to be closed now; nil if it is already.
  @usableFromInline
  mutating func toClose(in slot: Slot) -> SessionID? {
    let offset = Int(slot - slots.lowerBound)
    guard closedAt[offset] == 0 else { return nil }
    closedAt[offset] = MonotonicClock.nanoseconds
    unreclaimedCount += 1
    let id = records.table[slot].currentID
    records.table[slot].beginClose(of: id)
    return id
  }

  @usableFromInline
  borrowing func takeDue() -> UInt64 { records.takeDue(of: index) }

  /// The next slot that is due, its session torn down; nil at the queue's end.
  @usableFromInline
  mutating func nextDue(_ link: inout UInt64) -> Slot? {
    guard link != 0 else { return nil }
    unreclaimedCount -= 1
    let slot = Slot(link - 1)
    link = records.link(after: slot)
    records.table[slot].clear()
    return slot
  }

  @usableFromInline
  mutating func reopened(_ id: SessionID) {
    records.table[id.slot].publish(id)
    let offset = Int(id.slot - slots.lowerBound)
    if isMeasuring {
      closeToReuse.record(MonotonicClock.nanoseconds - closedAt[offset])
      closesCount += 1
    }
    closedAt[offset] = 0
  }

  @usableFromInline
  mutating func noteUnreclaimed() {
    if isMeasuring { unreclaimed.note(unreclaimedCount) }
  }

  /// Adds what this owner saw to its thread's report.
  @usableFromInline
  consuming func describe(in report: inout ThreadReport) {
    report.closeToReuse = closeToReuse
    report.unreclaimed = unreclaimed
    report.unreclaimedCount = unreclaimedCount
    report.closesCount = closesCount + unreclaimedCount
  }
}

/// How many sessions of one thread were closed and not reclaimed, as it found after each batch.
struct UnreclaimedTally: Sendable {
  private var batchesCount = 0
  private var sum = 0
  private(set) var peak = 0

  mutating func note(_ count: Int) {
    batchesCount += 1
    sum += count
    peak = max(peak, count)
  }

  mutating func merge(_ other: UnreclaimedTally) {
    batchesCount += other.batchesCount
    sum += other.sum
    peak = max(peak, other.peak)
  }

  /// The mean over all batches; nil without any.
  var mean: Double? { batchesCount > 0 ? Double(sum) / Double(batchesCount) : nil }
}
