internal import Probe
internal import Statistics

extension GuardReport {
  /// Adds up what the threads of a trial brought home.
  @usableFromInline
  init(_ crew: CrewReport) {
    let window = crew.window
    operationsCount = window.operationsCount
    refusedCount = window.counts.reduce(0) { $0 + $1.refused }
    wallNanoseconds = Int(window.wallNanoseconds)
    cpuUserNanoseconds = Int(window.usage.userNanoseconds)
    cpuSystemNanoseconds = Int(window.usage.systemNanoseconds)
    cpuNanoseconds = Int(window.usage.totalNanoseconds)
    runDelayNanoseconds = window.usage.runDelayNanoseconds.map { Int($0) }
    voluntarySwitchesCount = Int(window.usage.voluntarySwitchesCount)
    involuntarySwitchesCount = Int(window.usage.involuntarySwitchesCount)
    allocationsCount = window.allocationsCount
    futexWaitsCount = window.futexWaitsCount
    let fairness = Fairness(operationsPerThread: window.counts.map(\.operations))
    fairnessJainRatio = fairness?.jainIndex
    slowestThreadRatio = fairness?.slowestRatio
    for histogram in crew.threads.compactMap(\.closeToReuse) {
      closeToReuse = closeToReuse ?? LatencyHistogram()
      closeToReuse?.merge(histogram)
    }
  }
}
