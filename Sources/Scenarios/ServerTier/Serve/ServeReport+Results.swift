internal import GuardedServer
internal import Statistics

extension ServeReport {
  /// Joins the server's counters, the notes beside them, and the oracle's violations.
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
    let delays = tally.delays.latencies
    pushLatency =
      delays.count > 0 ? Latency(delays, missedCount: tally.delays.missedCount) : nil
    closedByReason = Dictionary(
      uniqueKeysWithValues: CloseReason.allCases.map {
        ($0.name, counters.closedByReason[$0] ?? 0)
      })
    acceptPauses = noted.acceptPauses
    staleEvents = counters.staleEvents
    retiredSlots = counters.retiredSlots
    descriptorsOpened = counters.descriptorsOpened
    descriptorsClosed = counters.descriptorsClosed
    disconnectToReuse = Latency(noted.reuse)
    self.sessionBytes = sessionBytes
    marks = noted.marks
    marksCount = noted.marksCount
    violationsCount = violations.count
    self.violations = violations.first
  }
}

extension ServeReport.Latency {
  init(_ histogram: LatencyHistogram, missedCount: Int? = nil) {
    count = histogram.count
    self.missedCount = missedCount
    p50Nanoseconds = histogram.percentile(50)
    p99Nanoseconds = histogram.percentile(99)
    maximumNanoseconds = histogram.maximum
  }
}
