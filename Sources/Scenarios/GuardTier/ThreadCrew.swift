internal import Glibc
internal import Probe
public import SessionGuards

/// The threads of a trial: started together, stopped together, pinned while each can have a core.
///
/// Those that are measured come first. Of companions, the threads beside them, operations and
/// processor time are not counted; the process's other counts, such as context switches, have them.
@usableFromInline
final class ThreadCrew: Sendable {
  @usableFromInline let gate = PhaseGate()
  @usableFromInline let progress: SlotTable<ThreadProgress>
  private let measuredCount: Int
  /// How often every thread says that it holds nothing until any guard has reclaimed what was
  /// closed: one that reclaims later may have batches before, and may wait for two ages to pass.
  @usableFromInline static let restsUntilReclaimed = 4
  private let warmUp: Duration
  private let measurement: Duration
  private let countsFutexWaits: Bool
  private let meeting: StartBarrier

  init(
    count: Int, measuredCount: Int, warmUp: Duration, measurement: Duration,
    countsFutexWaits: Bool = false
  ) {
    progress = SlotTable(count: count) { _ in ThreadProgress() }
    self.measuredCount = measuredCount
    self.warmUp = warmUp
    self.measurement = measurement
    self.countsFutexWaits = countsFutexWaits
    meeting = StartBarrier(count: count)
  }

  /// Waits until each thread has called it as often as this one.
  @usableFromInline
  func awaitOthers() { meeting.wait() }

  /// Whether a thread is to begin another batch, after it has published what it did.
  @inlinable @inline(__always)
  func goesOn(_ index: Int, after tally: borrowing SendTally) -> Bool {
    progress[Slot(index)].publish(tally)
    return !gate.isIn(.end)
  }

  /// Runs `body` on every thread, with its index, companions last, and measures what the
  /// others do meanwhile.
  ///
  /// Each thread prepares what it needs, calls `ready`, and works until told to stop. All of them
  /// exist before the first begins, so glibc never drops a lock prefix, as it does in a process
  /// that has one thread only.
  @usableFromInline
  func run(
    _ body: @escaping @Sendable (_ index: Int, _ ready: () -> Void) -> ThreadReport
  ) throws -> CrewReport {
    // Before the threads are made: it counts for those that come after it.
    let waits = countsFutexWaits ? FutexWaitCounter() : nil
    let processors = try ProcessorSet.allowed()
    let isPinned = measuredCount <= processors.count
    let team = try ThreadTeam(
      name: "bench", count: progress.count,
      processors: { index in
        isPinned && index < processors.count
          ? ProcessorSet([processors.numbers[index]]) : processors
      }
    ) { [self] index, barrier in
      body(index) {
        progress[Slot(index)].begin(.ofCurrentThread)
        barrier.wait()
      }
    }
    team.begin()
    let window = MeasuredWindow(
      warmUp: warmUp, measurement: measurement, gate, progress, waits, of: measuredCount)
    gate.begin(.end)
    let report = CrewReport(threads: team.join(), window: window)
    try window.expectPlausible(onCores: processors.count)
    return report
  }
}

extension ThreadCrew {
  /// The leases that the measured threads were granted, as far as they have published them.
  @usableFromInline var grantedCount: Int {
    (0..<Slot(measuredCount)).reduce(0) {
      let counts = progress[$1].counts
      return $0 + counts.operations - counts.refused
    }
  }

  /// The leases that they were granted after a close had returned, so far.
  @usableFromInline var lateCount: Int {
    (0..<Slot(measuredCount)).reduce(0) { $0 + progress[$1].lateCount }
  }
}

/// What the threads of a trial report, and what was measured of them.
@usableFromInline
struct CrewReport: Sendable {
  /// In the order of the threads, companions last.
  @usableFromInline let threads: [ThreadReport]
  @usableFromInline let window: MeasuredWindow
}

/// Sleeps for the whole duration, signals or not.
@usableFromInline
func sleep(for duration: Duration) {
  let (seconds, attoseconds) = duration.components
  var wanted = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
  var rest = timespec()
  // Safe: the kernel reads one timespec and writes the other; both outlive the call.
  while unsafe nanosleep(&wanted, &rest) != 0 && errno == EINTR { wanted = rest }
}
