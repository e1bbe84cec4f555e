internal import Glibc
internal import Probe
internal import SessionGuards

/// The measured part of a trial: the same for all threads, each in the middle of an operation.
///
/// A thread that spends it all within one operation adds its time and no operation; a window of
/// each thread's own would leave just that time out, and flatter a guard that makes threads wait.
@usableFromInline
struct MeasuredWindow: Sendable {
  /// By thread.
  let counts: [SendCounts]
  let wallNanoseconds: UInt64
  /// Its total is the threads'; the rest is the whole process's, whose other threads sleep.
  let usage: CPUUsage
  /// Within the window, in the whole process; nil where no allocator counts.
  @usableFromInline let allocationsCount: Int?
  /// Futex calls that wait; nil where they were not counted.
  let futexWaitsCount: Int?

  var operationsCount: Int { counts.reduce(0) { $0 + $1.operations } }

  /// The scheduler's clock is the raw one, wall time is disciplined: Linux slews by at most 500
  /// parts per million.
  private static let clockTolerance = 0.0005

  /// A process's clock may leave out what its other threads have run since the last timer tick,
  /// which is no more than this ago (100 Hz is the slowest that Linux has).
  static let processClockLag: UInt64 = 10_000_000

  /// Throws unless the threads had at most all of the cores all of the time, by clocks of which the
  /// earlier reading may be behind by `lag` for each core.
  func expectPlausible(onCores coresCount: Int, lag: UInt64 = 0) throws(ImplausibleWindow) {
    let most = Double(wallNanoseconds + lag) * Double(coresCount) * (1 + Self.clockTolerance)
    guard Double(usage.totalNanoseconds) > most else { return }
    throw ImplausibleWindow(
      cpuNanoseconds: usage.totalNanoseconds, wallNanoseconds: wallNanoseconds,
      coresCount: coresCount)
  }

  init(from begin: Reading, to end: Reading) {
    counts = zip(end.counts, begin.counts).map { $0 - $1 }
    wallNanoseconds = end.wallNanoseconds - begin.wallNanoseconds
    usage = end.usage - begin.usage
    allocationsCount = Self.growth(from: begin.allocationsCount, to: end.allocationsCount)
    futexWaitsCount = Self.growth(from: begin.futexWaitsCount, to: end.futexWaitsCount)
  }

  private static func growth(from first: UInt64?, to last: UInt64?) -> Int? {
    guard let first, let last else { return nil }
    return Int(last) - Int(first)
  }

  /// One edge of the window.
  struct Reading {
    let counts: [SendCounts]
    let wallNanoseconds: UInt64
    let usage: CPUUsage
    let allocationsCount: UInt64?
    let futexWaitsCount: UInt64?

    /// Reads at the beginning from the outermost to the innermost, and at the end back: operations
    /// lie within the CPU time, and that within the wall time, each by a microsecond.
    static func beginning(
      _ progress: borrowing SlotTable<ThreadProgress>, _ waits: FutexWaitCounter?,
      of measuredCount: Int?
    ) -> Reading {
      let futexWaits = waits?.count
      let allocations = ProcessAllocations.read()?.allocationsCount
      var usage = CPUUsage.ofCurrentProcess
      let wall = MonotonicClock.nanoseconds
      usage.totalNanoseconds = progress.cpuNanoseconds(ofFirst: measuredCount)
      return Reading(
        counts: progress.counts(ofFirst: measuredCount), wallNanoseconds: wall, usage: usage,
        allocationsCount: allocations, futexWaitsCount: futexWaits)
    }

    static func end(
      _ progress: borrowing SlotTable<ThreadProgress>, _ waits: FutexWaitCounter?,
      of measuredCount: Int?
    ) -> Reading {
      let counts = progress.counts(ofFirst: measuredCount)
      let nanoseconds = progress.cpuNanoseconds(ofFirst: measuredCount)
      let wall = MonotonicClock.nanoseconds
      var usage = CPUUsage.ofCurrentProcess
      usage.totalNanoseconds = nanoseconds
      return Reading(
        counts: counts, wallNanoseconds: wall, usage: usage,
        allocationsCount: ProcessAllocations.read()?.allocationsCount,
        futexWaitsCount: waits?.count)
    }
  }
}

extension SlotTable<ThreadProgress> {
  /// Of the first threads; nil: of all.
  fileprivate func counts(ofFirst measured: Int?) -> [SendCounts] {
    (0..<Slot(measured ?? count)).map { self[$0].counts }
  }

  /// Of the first threads; nil: of the whole process.
  fileprivate func cpuNanoseconds(ofFirst measured: Int?) -> UInt64 {
    guard let measured else { return CPUUsage.ofCurrentProcess.totalNanoseconds }
    return (0..<Slot(measured)).reduce(0) { $0 + self[$1].cpuNanoseconds }
  }
}

/// More CPU time was measured than the cores have.
struct ImplausibleWindow: Error, CustomStringConvertible {
  let cpuNanoseconds: UInt64
  let wallNanoseconds: UInt64
  let coresCount: Int

  var description: String {
    "\(cpuNanoseconds) ns of CPU time within \(wallNanoseconds) ns on \(coresCount) cores"
  }
}
