internal import LoadGenerator
internal import Statistics
internal import Tables
internal import TrialRows
internal import Trials

/// The reports of a trial's server and load, joined.
struct ServerResult {
  let setting: ServerSetting
  let served: ServeReport
  let loaded: LoadReport

  init(_ setting: ServerSetting, _ served: ServeReport, _ loaded: LoadReport) {
    self.setting = setting
    self.served = served
    self.loaded = loaded
  }

  /// Why the trial is no measurement, though no violation was found; nil if it is one.
  ///
  /// Where no session is ended, a message left in a queue was forgotten: a flush was missed, or a
  /// wake-up lost. This holds for a client that asked for a mark and left, too: a mark is
  /// acknowledged when no thread sends to its session any more, and nothing stands behind it in the
  /// queue.
  var fault: String? {
    if let fault = loaded.fault {
      let hasEnded = loaded.totals.unexpectedEndsCount > 0
      return fault + (hasEnded ? served.slowReaderReason ?? "" : "")
    }
    let lost = served.sends.lost
    guard setting.isExact, lost > 0 else { return nil }
    return "\(lost) messages were left in the queues of sessions that were still open"
  }

  /// Writes what was measured into the sample's columns.
  func describe(in sample: inout TrialRow) throws(TrialFailure) {
    let isWronged = served.violationsCount > 0 || loaded.violationsCount > 0
    if !isWronged, let fault { throw .process(fault) }
    describeSetting(&sample)
    describeLoad(&sample)
    describePushes(&sample)
    describeBalance(&sample)
    guard setting.load.marks else { return }
    guard let window = MarkWindow(served.marks) else {
      throw .process("the server did not note where the measurement began and ended")
    }
    window.describe(in: &sample)
    if !setting.isExact { window.describeUnreclaimed(in: &sample) }
  }

  /// The latencies of the measurement.
  var durations: CellDurations.Durations {
    guard loaded.latencyHistogram.count > 0 else { return [:] }
    return [loaded.loop == .open ? .openLatency : .closedLatency: loaded.latencyHistogram]
  }

  private func describeSetting(_ sample: inout TrialRow) {
    sample.loop = loaded.loop == .open ? .open : .closed
    sample.setting.sessions = nil
    sample.slotsCount = setting.serve.slots
    sample.sessionBytes = served.sessionBytes
  }

  private func describeLoad(_ sample: inout TrialRow) {
    sample.loadCPUNanoseconds = Int(loaded.loadProcessorNanoseconds)
    sample.latencyP50Nanoseconds = loaded.latency.p50Nanoseconds.map { Int($0) }
    sample.latencyP90Nanoseconds = loaded.latency.p90Nanoseconds.map { Int($0) }
    sample.latencyP99Nanoseconds = loaded.latency.p99Nanoseconds.map { Int($0) }
    sample.latencyP999Nanoseconds = loaded.latency.p999Nanoseconds.map { Int($0) }
    sample.latencyMaxNanoseconds = loaded.latency.maximumNanoseconds.map { Int($0) }
    sample.unfinishedCount = loaded.latency.unfinishedCount.map { Int($0) }
    sample.latenessP99Nanoseconds = loaded.lateness?.p99Nanoseconds.map { Int($0) }
    let marks = [loaded.generatorKeptUp, served.pushLatency?.hasKeptUp].compactMap { $0 }
    sample.generatorKeptUp = marks.isEmpty ? nil : marks.allSatisfy { $0 }
    sample.fairnessJainRatio = loaded.fairnessJainRatio
  }

  private func describePushes(_ sample: inout TrialRow) {
    guard let pushes = served.pushLatency else { return }
    sample.pushLatencyP50Nanoseconds = pushes.p50Nanoseconds.map { Int($0) }
    sample.pushLatencyP99Nanoseconds = pushes.p99Nanoseconds.map { Int($0) }
    sample.pushLatencyMaxNanoseconds = pushes.maximumNanoseconds.map { Int($0) }
    sample.pushesMissedCount = pushes.missedCount
  }

  private func describeBalance(_ sample: inout TrialRow) {
    sample.sentCount = served.sends.accepted
    sample.deliveredCount = loaded.deliveredCount
    sample.lostCount = served.sends.lost
    sample.malformedCount = served.malformedCount
    sample.unreclaimedCount = served.openAtExit
    sample.disconnectToReuseP50Nanoseconds =
      served.disconnectToReuse.p50Nanoseconds.map { Int($0) }
    sample.disconnectToReuseP99Nanoseconds =
      served.disconnectToReuse.p99Nanoseconds.map { Int($0) }
    sample.violationsCount = ServerOracle(self).findings.count
  }
}
