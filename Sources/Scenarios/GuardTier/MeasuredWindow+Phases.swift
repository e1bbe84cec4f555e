internal import Probe
internal import SessionGuards

extension MeasuredWindow {
  /// Opens the window when each measured thread has warmed up, and closes it when its time is over.
  ///
  /// Of the first `measuredCount` threads; nil: of all, and the processor time is the whole
  /// process's.
  init(
    warmUp: Duration, measurement: Duration, _ gate: PhaseGate,
    _ progress: borrowing SlotTable<ThreadProgress>, _ waits: FutexWaitCounter?,
    of measuredCount: Int?
  ) {
    sleep(for: warmUp)
    // With many threads per core some have not had their first turn yet.
    let measured = 0..<Slot(measuredCount ?? progress.count)
    while measured.contains(where: { progress[$0].counts.operations == 0 }) {
      sleep(for: .milliseconds(1))
    }
    let begin = Reading.beginning(progress, waits, of: measuredCount)
    gate.begin(.measurement)
    sleep(for: measurement)
    var window = MeasuredWindow(
      from: begin, to: .end(progress, waits, of: measuredCount))
    // Nothing at all was finished: the operation that holds all threads up belongs to the cost.
    while window.operationsCount == 0 {
      sleep(for: .milliseconds(1))
      window = MeasuredWindow(
        from: begin, to: .end(progress, waits, of: measuredCount))
    }
    self = window
  }
}
