internal import GuardedServer
internal import Statistics

extension ServeReport {
  /// Puts together what the server counted, what was noted beside it, and what the oracle says.
  init(
    _ plan: ServePlan, _ counters: ServerCounters, _ record: ServeRecord, _ tally: PushTally,
    _ violations: ViolationLog, sessionBytes: Int
  ) {
    let noted = record.noted
    strategy = plan.strategy
    flush = plan.flush
    accepted = counters.accepted
    released = counters.released
    openAtExit = counters.open
    messagesReceived = counters.messagesReceived
    sends = Sends(
      accepted: counters.sendsAccepted, refused: counters.sendsRefused, lost: counters.sendsLost)
    pushes = Pushes(
      accepted: tally.accepted, refused: tally.refused, disconnects: tally.disconnects,
      disconnectsRefused: tally.refusedDisconnects)
    pushLatency = PushLatency(tally.delays)
    closedByReason = Dictionary(
      uniqueKeysWithValues: CloseReason.allCases.map {
        ($0.name, counters.closedByReason[$0] ?? 0)
      })
    acceptPauses = noted.acceptPauses
    staleEvents = counters.staleEvents
    retiredSlots = counters.retiredSlots
    descriptorsOpened = counters.descriptorsOpened
    descriptorsClosed = counters.descriptorsClosed
    disconnectToReuse = Reuse(noted.reuse)
    self.sessionBytes = sessionBytes
    marks = noted.marks
    marksCount = noted.marksCount
    violationsCount = violations.count
    self.violations = violations.first
  }
}

extension ServeReport.PushLatency {
  fileprivate init?(_ delays: PushDelays) {
    let latencies = delays.latencies
    guard latencies.count > 0 else { return nil }
    count = latencies.count
    missedCount = delays.missedCount
    p50Nanoseconds = latencies.percentile(50)
    p99Nanoseconds = latencies.percentile(99)
    maximumNanoseconds = latencies.maximum
  }
}

extension ServeReport.Reuse {
  fileprivate init(_ histogram: LatencyHistogram) {
    count = histogram.count
    p50Nanoseconds = histogram.percentile(50)
    p99Nanoseconds = histogram.percentile(99)
    maximumNanoseconds = histogram.maximum
  }
}
