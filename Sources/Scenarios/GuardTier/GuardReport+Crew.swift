internal import Probe
internal import Statistics
internal import Tables
internal import TrialRows

extension GuardReport {
  /// Adds up what the threads of a trial report.
  @usableFromInline
  init(_ crew: CrewReport, bytesPerSession: Int?) {
    let window = crew.window
    measured.sessionBytes = bytesPerSession
    measured.operationsCount = window.operationsCount
    measured.refusedCount = window.counts.reduce(0) { $0 + $1.refused }
    measured.wallNanoseconds = Int(window.wallNanoseconds)
    measured.cpuUserNanoseconds = Int(window.usage.userNanoseconds)
    measured.cpuSystemNanoseconds = Int(window.usage.systemNanoseconds)
    measured.cpuNanoseconds = Int(window.usage.totalNanoseconds)
    measured.runDelayNanoseconds = window.usage.runDelayNanoseconds.map { Int($0) }
    measured.voluntarySwitchesCount = Int(window.usage.voluntarySwitchesCount)
    measured.involuntarySwitchesCount = Int(window.usage.involuntarySwitchesCount)
    measured.allocationsCount = window.allocationsCount
    measured.futexWaitsCount = window.futexWaitsCount
    let fairness = Fairness(operationsPerThread: window.counts.map(\.operations))
    measured.fairnessJainRatio = fairness?.jainIndex
    measured.slowestThreadRatio = fairness?.slowestRatio
    for histogram in crew.threads.compactMap(\.closeToReuse) {
      closeToReuse = closeToReuse ?? LatencyHistogram()
      closeToReuse?.merge(histogram)
    }
  }
}
