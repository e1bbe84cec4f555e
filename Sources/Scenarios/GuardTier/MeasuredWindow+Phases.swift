internal import Probe
internal import SessionGuards

extension MeasuredWindow {
  /// Opens the window when every thread has warmed up, and closes it when its time is over.
  ///
  /// `ofProcess`: whether the processor time is the whole process's, and not that of the threads
  /// whose progress it is.
  init(
    warmUp: Duration, measurement: Duration, _ gate: PhaseGate,
    _ progress: borrowing SlotTable<ThreadProgress>, _ waits: FutexWaitCounter?, ofProcess: Bool
  ) {
    sleep(for: warmUp)
    // With many threads per core some have not had their first turn yet.
    while (0..<Slot(progress.count)).contains(where: { progress[$0].counts.operations == 0 }) {
      sleep(for: .milliseconds(1))
    }
    let begin = Reading.beginning(progress, waits, ofProcess: ofProcess)
    gate.begin(.measurement)
    sleep(for: measurement)
    var window = MeasuredWindow(
      from: begin, to: .end(progress, waits, ofProcess: ofProcess))
    // Nothing at all was finished: the operation that holds all threads up belongs to the cost.
    while window.operationsCount == 0 {
      sleep(for: .milliseconds(1))
      window = MeasuredWindow(
        from: begin, to: .end(progress, waits, ofProcess: ofProcess))
    }
    self = window
  }
}
