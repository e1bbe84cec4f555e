internal import Probe
public import SessionGuards
internal import Statistics
internal import Tables
internal import TrialRows

/// Closes one session after the other, while other threads go on sending to it, and gives its slot
/// to the next session as soon as it may.
///
/// At most one session is closed and not reclaimed at any time, so that every late lease belongs to
/// one close. The trial's end ends the wait for a session that is not reclaimed.
@usableFromInline
struct RundownOwner: ~Copyable {
  private let records: SessionRecords
  private var turn: Slot = 0
  private var openedAt = MonotonicClock.nanoseconds
  private var closedAt: UInt64 = 0
  private var isWaiting = false
  /// The late leases of all threads when the close began.
  private var lateBefore = 0
  private var closeToReuse = LatencyHistogram()
  private var tally = RundownTally()

  /// How long a session lives before it is closed: a few hundred sends. A longer life means fewer
  /// closes in a trial, and no other wait for them.
  private static let lifeNanoseconds: UInt64 = 10_000

  @usableFromInline
  init(_ records: SessionRecords) { self.records = records }

  @usableFromInline
  var isTimeToClose: Bool { MonotonicClock.nanoseconds - openedAt >= Self.lifeNanoseconds }

  /// The session whose turn it is. The clock is read before the close begins.
  @usableFromInline
  mutating func beginClose(lateCount: Int) -> SessionID {
    let id = records.table[turn].currentID
    lateBefore = lateCount
    isWaiting = true
    closedAt = MonotonicClock.nanoseconds
    records.table[turn].beginClose(of: id)
    return id
  }

  /// Tells the senders that the close has returned; from now on a lease is late.
  @usableFromInline
  func endClose(of id: SessionID) { records.table[id.slot].endClose(of: id) }

  /// Whether the session has been reported due; then it is torn down.
  @usableFromInline
  mutating func isDue() -> Bool {
    guard records.takeDue(of: 0) != 0 else { return false }
    records.table[turn].clear()
    return true
  }

  /// A wait that ends after the warm-up counts as a whole, whenever its close began.
  @usableFromInline
  mutating func reopened(_ id: SessionID, lateCount: Int, isMeasured: Bool) {
    records.table[id.slot].publish(id)
    openedAt = MonotonicClock.nanoseconds
    if isMeasured {
      closeToReuse.record(openedAt - closedAt)
      tally.note(wait: openedAt - closedAt, late: lateCount - lateBefore)
    }
    isWaiting = false
    turn = Int(turn) + 1 < records.table.count ? turn + 1 : 0
  }

  /// Adds what this owner saw to its thread's report: a session that still waits has waited until
  /// now, and its wait is longer than all others.
  @usableFromInline
  consuming func describe(in report: inout ThreadReport, lateCount: Int) {
    if isWaiting {
      report.unreclaimedCount = 1
      closeToReuse.recordUnfinished()
      tally.note(wait: MonotonicClock.nanoseconds - closedAt, late: lateCount - lateBefore)
    }
    report.closeToReuse = closeToReuse
    report.closesCount = tally.closesCount
    report.rundown = tally
  }
}

/// The waits of an owner for the sessions that it closed, the last one's included.
struct RundownTally: Sendable {
  private(set) var closesCount = 0
  private var waits: UInt64 = 0
  private(set) var longestWait: UInt64 = 0
  private var late = 0
  private(set) var mostLate = 0

  mutating func note(wait: UInt64, late count: Int) {
    closesCount += 1
    waits += wait
    longestWait = max(longestWait, wait)
    late += count
    mostLate = max(mostLate, count)
  }

  var meanWait: Double { Double(waits) / Double(closesCount) }
  var meanLate: Double { Double(late) / Double(closesCount) }
}

extension GuardReport {
  mutating func describeRundown(_ threads: [ThreadReport]) {
    guard let tally = threads.compactMap(\.rundown).first, tally.closesCount > 0 else { return }
    measured.reuseWaitMeanNanoseconds = Int(tally.meanWait)
    measured.reuseWaitMaxNanoseconds = Int(tally.longestWait)
    measured.lateLeasesMean = tally.meanLate
    measured.lateLeasesPeak = tally.mostLate
  }
}
