internal import TrialRows

/// What a server used and did between its marks 0 and 1.
struct MarkWindow {
  private let first: Mark
  private let last: Mark

  /// Takes the latest pair; nil if there is none.
  init?(_ marks: [Mark]) {
    guard let end = marks.lastIndex(where: { $0.number == 1 }),
      let begin = marks[..<end].lastIndex(where: { $0.number == 0 })
    else { return nil }
    first = marks[begin]
    last = marks[end]
  }

  /// Sends that were taken, each under a lease: echoes, pushes and welcomes. Among them are those
  /// that reached no client, as their session had ended or was about to (`lost_ratio`).
  var sendsCount: Int { last.sends - first.sends }

  /// Allocations; nil without a counting allocator.
  var allocationsCount: Int? {
    guard let begin = first.allocations, let end = last.allocations else { return nil }
    return Int(end) - Int(begin)
  }

  /// Sessions of a reactor that were closed and not released, on average over its batches.
  private var unreleasedMean: Double? {
    guard let begin = first.unreleasedSum, let end = last.unreleasedSum,
      let waits = last.waits, let before = first.waits, waits > before
    else { return nil }
    return Double(end - begin) / Double(waits - before)
  }

  func describe(in sample: inout TrialRow) {
    func difference(_ count: (Mark) -> UInt64) -> Int { Int(count(last)) - Int(count(first)) }
    sample.operationsCount = sendsCount
    sample.messagesCount = sendsCount
    sample.refusedCount = last.refused - first.refused
    sample.wallNanoseconds = difference(\.monotonicNanoseconds)
    sample.cpuUserNanoseconds = difference(\.cpuUserNanoseconds)
    sample.cpuSystemNanoseconds = difference(\.cpuSystemNanoseconds)
    sample.cpuNanoseconds = difference(\.cpuNanoseconds)
    if let begin = first.runDelayNanoseconds, let end = last.runDelayNanoseconds, end >= begin {
      sample.runDelayNanoseconds = Int(end - begin)
    }
    sample.voluntarySwitchesCount = difference(\.voluntarySwitches)
    sample.involuntarySwitchesCount = difference(\.involuntarySwitches)
    sample.allocationsCount = allocationsCount
  }

  /// Where sessions end: how many of a reactor's waited for that.
  func describeUnreclaimed(in sample: inout TrialRow) {
    sample.unreclaimedMean = unreleasedMean
    sample.unreclaimedPeak = last.unreleasedPeak
  }
}
