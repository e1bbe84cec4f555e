internal import Probe
public import SessionGuards
internal import Synchronization

/// The tasks of a trial, on the default executor: what `ThreadCrew` is to threads.
///
/// Which thread runs a task is the runtime's choice, so what is measured is the process: its
/// processor time, the threads of reactors included. Its clock may be a timer tick behind.
@usableFromInline
final class TaskCrew: Sendable {
  @usableFromInline let gate = PhaseGate()
  @usableFromInline let progress: SlotTable<ThreadProgress>
  private let warmUp: Duration
  private let measurement: Duration
  private let countsFutexWaits: Bool

  init(count: Int, warmUp: Duration, measurement: Duration, countsFutexWaits: Bool) {
    progress = SlotTable(count: count) { _ in ThreadProgress() }
    self.warmUp = warmUp
    self.measurement = measurement
    self.countsFutexWaits = countsFutexWaits
  }

  /// Whether a task is to begin another batch, after it has published what it did.
  @inlinable
  func goesOn(_ index: Int, after tally: SendTally) -> Bool {
    progress[Slot(index)].publish(tally)
    return !gate.isIn(.end)
  }

  /// Runs `body` in as many tasks, with the index of each, and measures what they do meanwhile.
  @usableFromInline
  func run(
    _ body: @escaping @Sendable (_ index: Int) async -> ThreadReport
  ) throws -> CrewReport {
    // Before the runtime makes its threads: it counts for those that come after it.
    let waits = countsFutexWaits ? FutexWaitCounter() : nil
    let count = progress.count
    let team = AwaitedResult<[ThreadReport]>()
    Task.detached {
      let all = await withTaskGroup(of: (Int, ThreadReport).self) { group in
        for index in 0..<count { group.addTask { (index, await body(index)) } }
        var reports: [(Int, ThreadReport)] = []
        for await report in group { reports.append(report) }
        return reports.sorted { $0.0 < $1.0 }.map(\.1)
      }
      team.set(all)
    }
    let window = MeasuredWindow(
      warmUp: warmUp, measurement: measurement, gate, progress, waits, of: nil)
    gate.begin(.end)
    let report = CrewReport(threads: team.taken, window: window)
    try window.expectPlausible(
      onCores: ProcessorSet.allowed().count, lag: MeasuredWindow.processClockLag)
    return report
  }
}

/// Waits on a thread for what an async function returns; not on one that runs tasks.
@usableFromInline
enum Awaited {
  @usableFromInline
  static func value<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) -> Value {
    let result = AwaitedResult<Value>()
    Task.detached { result.set(await body()) }
    return result.taken
  }
}

/// What a task returns, for a thread that waits for it.
final class AwaitedResult<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)

  func set(_ new: Value) { value.withLock { $0 = new } }

  /// Waits for it.
  var taken: Value {
    while true {
      if let value = value.withLock({ $0 }) { return value }
      sleep(for: .milliseconds(1))
    }
  }
}
