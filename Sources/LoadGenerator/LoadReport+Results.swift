import Statistics

extension LoadReport {
  /// Merges what the threads found out.
  init(_ plan: LoadPlan, _ results: [ShardResult], course: Course) {
    self.plan = plan
    loop = plan.loop
    interrupted = course.wasStopped
    failure = course.failure?.description
    connectedCount = course.connectedCount
    marks = course.marks

    let window = results.reduce(Counters()) { $0 + $1.window }
    wallNanoseconds = results.map(\.windowNanoseconds).reduce(0, +) / UInt64(results.count)
    loadProcessorNanoseconds = results.map(\.processorNanoseconds).reduce(0, +)
    messagesCount = window.answeredCount
    sentCount = window.sentCount
    pushesCount = window.pushesCount
    // Each thread's window is its own by some microseconds; so is its rate.
    messagesPerSecond = results.reduce(0) { $0 + $1.rate(of: \.answeredCount) }
    pushesPerSecond = results.reduce(0) { $0 + $1.rate(of: \.pushesCount) }

    let isOpen = plan.loop == .open
    latencyHistogram = results.merged(\.latency)
    latency = LatencySummary(latencyHistogram)
    serviceLatencyHistogram = isOpen ? results.merged(\.serviceLatency) : nil
    serviceLatency = serviceLatencyHistogram.map(LatencySummary.init)
    lateness = isOpen ? LatencySummary(results.merged(\.lateness)) : nil
    let total = results.reduce(course.counters) { $0 + $1.total }
    totals = total
    let missed = results.map(\.missedCount).reduce(0, +)
    generatorKeptUp = lateness.map { (total.lateCount + missed) * 100 <= $0.count + missed }
    // Summed up by that, and no part of the report.
    totals.lateCount = 0
    let due = results.map(\.dueCount).reduce(0, +)
    dueCount = isOpen ? due : nil
    missedCount = isOpen ? missed : nil
    rateShare = due > 0 ? min(1, Double(window.answeredCount) / Double(due)) : nil
    hasDrained = results.allSatisfy(\.hasDrained)
    let shares = results.flatMap(\.messagesPerConnection)
    fairnessJainRatio = Fairness(operationsPerThread: shares)?.jainIndex
    violationsCount = results.map(\.violations.count).reduce(0, +)
    violations = Array(results.flatMap(\.violations.kept).prefix(ViolationLog.keptCount))
  }
}

extension ShardResult {
  func rate(of count: KeyPath<Counters, UInt64>) -> Double {
    windowNanoseconds == 0
      ? 0 : Double(window[keyPath: count]) * 1e9 / Double(windowNanoseconds)
  }
}

extension [ShardResult] {
  func merged(_ histogram: KeyPath<ShardResult, LatencyHistogram>) -> LatencyHistogram {
    reduce(into: LatencyHistogram()) { $0.merge($1[keyPath: histogram]) }
  }
}
