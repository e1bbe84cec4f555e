internal import Measurement
internal import Probe

extension GuardReport {
  /// Adds up what the threads of a trial brought home.
  @usableFromInline
  init(_ threads: [ThreadReport]) {
    let usages = threads.map(\.usage)
    func sum(_ value: (CPUUsage) -> UInt64) -> Int {
      usages.reduce(0) { $0 + Int(value($1)) }
    }
    operationsCount = threads.reduce(0) { $0 + $1.measured.operations }
    refusedCount = threads.reduce(0) { $0 + $1.measured.refused }
    // Each thread's measurement has ends of its own; they differ by no more than a batch and a
    // turn.
    wallNanoseconds = threads.reduce(0) { $0 + Int($1.wallNanoseconds) } / threads.count
    cpuUserNanoseconds = sum(\.userNanoseconds)
    cpuSystemNanoseconds = sum(\.systemNanoseconds)
    cpuNanoseconds = sum(\.totalNanoseconds)
    if !usages.contains(where: { $0.runDelayNanoseconds == nil }) {
      runDelayNanoseconds = sum { $0.runDelayNanoseconds ?? 0 }
    }
    voluntarySwitchesCount = sum(\.voluntarySwitchesCount)
    involuntarySwitchesCount = sum(\.involuntarySwitchesCount)
    let fairness = Fairness(operationsPerThread: threads.map(\.measured.operations))
    fairnessJainRatio = fairness?.jainIndex
    slowestThreadRatio = fairness?.slowestRatio
    for histogram in threads.compactMap(\.closeToReuse) {
      closeToReuse = closeToReuse ?? LatencyHistogram()
      closeToReuse?.merge(histogram)
    }
  }
}
