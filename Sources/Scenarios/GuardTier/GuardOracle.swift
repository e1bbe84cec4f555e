internal import Probe
public import SessionGuards
internal import Statistics
internal import Synchronization
internal import Tables
internal import TrialRows
internal import Trials

/// Judges a guard-tier trial by its threads' reports and its sessions' records.
@usableFromInline
struct GuardOracle {
  private let workload: GuardWorkload
  private let records: SessionRecords

  @usableFromInline
  init(_ workload: GuardWorkload, _ records: SessionRecords) {
    self.workload = workload
    self.records = records
  }

  /// Makes the trial's report; all sessions have been closed and no thread is left.
  @usableFromInline
  func judge(
    _ crew: CrewReport, bytesPerSession: Int?, closeRule: Strategy.CloseRule = .atZero
  ) -> GuardReport {
    var report = GuardReport(crew, bytesPerSession: bytesPerSession)
    for thread in crew.threads { judge(thread.tally, closeRule) }
    judgeEnd()
    if workload.isWatched { predictConflicts(crew.window, &report) }
    if workload.closesSessions { report.describeReuse(crew.threads) }
    report.describeRundown(crew.threads)
    report.describeStalls(crew.threads)
    report.measured.violationsCount = records.violations.count
    report.violations = records.violations.first
    return report
  }

  private func judge(_ tally: SendTally, _ closeRule: Strategy.CloseRule) {
    if tally.late > 0 && closeRule == .early {
      let id = SessionID(rawValue: tally.lastLate)
      records.violations.note(.grantedAfterClose, id, times: tally.late)
    }
    if tally.wrong > 0 {
      let id = SessionID(rawValue: tally.lastWrong)
      records.violations.note(.wrongGeneration, id, times: tally.wrong)
    }
    if tally.refused > 0 && !workload.closesSessions {
      let id = SessionID(rawValue: tally.lastRefused)
      records.violations.note(.refusedLive, id, times: tally.refused)
    }
    if tally.refusedCloses > 0 {
      let id = SessionID(rawValue: tally.lastRefusedClose)
      records.violations.note(.refusedClose, id, times: tally.refusedCloses)
    }
  }

  /// At rest every session that was opened has been reported due, its slot's last one included.
  private func judgeEnd() {
    for slot in 0..<Slot(workload.slotsCount) where !records.table[slot].isLastReclaimed {
      records.violations.note(.neverReclaimed, records.table[slot].currentID)
    }
  }

  /// Sets the count of meetings beside what the targets and the measured time inside predict.
  private func predictConflicts(_ window: MeasuredWindow, _ report: inout GuardReport) {
    let samples = window.counts.reduce(0) { $0 + $1.insideSamples }
    let inside = window.counts.reduce(0) { $0 + $1.insideNanoseconds }
    let wall = window.wallNanoseconds * UInt64(window.counts.count)
    report.measured.conflictsCount = window.counts.reduce(0) { $0 + $1.met }
    guard samples > 0, wall > 0 else { return }
    let mean = max(Double(inside) / Double(samples) - Self.clockNanoseconds, 0)
    let operations = window.operationsCount
    let share = min(mean * Double(operations) / Double(wall), 1)
    let prediction = ConflictPrediction(
      threadsCount: workload.threadsCount, insideShare: share, ownShare: workload.ownRatio,
      targets: workload.targets)
    report.measured.conflictsPredicted = prediction.conflicts(among: operations)
  }

  /// What a pair of clock readings adds to the time between them.
  private static var clockNanoseconds: Double {
    let pairs = (0..<1000).map { _ in
      let begin = MonotonicClock.nanoseconds
      return MonotonicClock.nanoseconds - begin
    }
    return Double(pairs.sorted()[pairs.count / 2])
  }
}

extension SessionRecord {
  /// Whether the last session that was published here has been reported due.
  fileprivate var isLastReclaimed: Bool {
    // Relaxed: joining the threads ordered what they wrote.
    reclaimed.load(ordering: .relaxed) == UInt64(currentID.generation)
  }
}

extension GuardReport {
  fileprivate mutating func describeReuse(_ threads: [ThreadReport]) {
    measured.closeToReuseP50Nanoseconds = closeToReuse?.percentile(50).map { Int($0) }
    measured.closeToReuseP99Nanoseconds = closeToReuse?.percentile(99).map { Int($0) }
    measured.closeToReuseMaxNanoseconds = closeToReuse?.maximum.map { Int($0) }
    measured.unreclaimedCount = threads.reduce(0) { $0 + $1.unreclaimedCount }
    let unreclaimed = threads.reduce(into: UnreclaimedTally()) { $0.merge($1.unreclaimed) }
    measured.unreclaimedMean = unreclaimed.mean
    if unreclaimed.mean != nil { measured.unreclaimedPeak = unreclaimed.peak }
    measured.closesCount = threads.reduce(0) { $0 + $1.closesCount }
  }
}
