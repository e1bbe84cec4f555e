internal import Probe
public import SessionGuards
internal import Statistics
internal import Tables
internal import TrialRows

/// How long the batches of one thread took beside stalls, and how its closes of the sessions went
/// in which a thread stopped.
@usableFromInline
struct PauseTally: Sendable {
  private(set) var batches = LatencyHistogram()
  private(set) var closes = Mean()
  private(set) var reuses = Mean()
  private var batchBegan = MonotonicClock.nanoseconds
  /// The stalled session that was closed last, until its slot is used again, and when.
  private var closed: (id: SessionID, began: UInt64)?
  private var closeBegan: UInt64 = 0

  struct Mean: Sendable {
    private var count = 0
    private var sum: UInt64 = 0

    mutating func note(_ nanoseconds: UInt64) {
      count += 1
      sum += nanoseconds
    }

    mutating func merge(_ other: Mean) {
      count += other.count
      sum += other.sum
    }

    var value: Int? { count > 0 ? Int(sum / UInt64(count)) : nil }
  }

  @usableFromInline init() {}

  /// Called at the end of each batch. One that ends after the warm-up counts as a whole, whenever
  /// it began.
  @usableFromInline
  mutating func endBatch(isMeasured: Bool) {
    let now = MonotonicClock.nanoseconds
    if isMeasured { batches.record(now - batchBegan) }
    batchBegan = now
  }

  @usableFromInline
  mutating func beginClose() { closeBegan = MonotonicClock.nanoseconds }

  @usableFromInline
  mutating func endClose(of id: SessionID) {
    closes.note(MonotonicClock.nanoseconds - closeBegan)
    closed = (id, closeBegan)
  }

  /// Called with the session that lives in the slot now.
  @usableFromInline
  mutating func noteReuse(by current: SessionID) {
    guard let (id, began) = closed, current != id else { return }
    reuses.note(MonotonicClock.nanoseconds - began)
    closed = nil
  }

  mutating func merge(_ other: PauseTally) {
    batches.merge(other.batches)
    closes.merge(other.closes)
    reuses.merge(other.reuses)
  }
}

extension PauseTally {
  /// Adds it to its thread's report.
  @usableFromInline
  func describe(in report: inout ThreadReport) { report.pauses = self }
}

extension GuardReport {
  mutating func describeStalls(_ threads: [ThreadReport]) {
    guard let stalls = threads.compactMap(\.stalls).first else { return }
    let pauses = threads.compactMap(\.pauses).reduce(into: PauseTally()) { $0.merge($1) }
    measured.stallsCount = stalls.count
    measured.stallPaceRatio = stalls.paceRatio
    measured.stalledCloseMeanNanoseconds = pauses.closes.value
    measured.stalledReuseMeanNanoseconds = pauses.reuses.value
    measured.pauseP99Nanoseconds = pauses.batches.percentile(99).map { Int($0) }
    measured.pauseMaxNanoseconds = pauses.batches.maximum.map { Int($0) }
    pause = pauses.batches
  }
}
