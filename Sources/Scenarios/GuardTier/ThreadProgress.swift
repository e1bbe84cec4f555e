internal import Probe
public import Synchronization

/// How far one thread has come: published after each batch, read by the conductor while it goes on.
///
/// In a table that gives it cache lines of its own; it costs a store per count and batch.
@usableFromInline
@frozen
struct ThreadProgress: ~Copyable, Sendable {
  /// The thread's `ThreadCPUClock`; set before it works.
  let clock = Atomic<Int32>(0)
  @usableFromInline let operations = Atomic(0)
  @usableFromInline let refused = Atomic(0)
  @usableFromInline let met = Atomic(0)
  @usableFromInline let insideNanoseconds = Atomic<UInt64>(0)
  @usableFromInline let insideSamples = Atomic(0)
  @usableFromInline let late = Atomic(0)

  @inlinable init() {}

  @inlinable @inline(__always)
  func publish(_ tally: borrowing SendTally) {
    // Relaxed, all: counts that order nothing. The reader may find them one batch apart.
    operations.store(tally.operations, ordering: .relaxed)
    refused.store(tally.refused, ordering: .relaxed)
    met.store(tally.met, ordering: .relaxed)
    insideNanoseconds.store(tally.insideNanoseconds, ordering: .relaxed)
    insideSamples.store(tally.insideSamples, ordering: .relaxed)
  }

  /// Publishes how many leases this thread was granted after a close had returned, the one that it
  /// holds now included.
  @inlinable @inline(__always)
  func publish(late count: Int) {
    // Relaxed: the guard orders it before the reclaim, and that before the owner's look.
    late.store(count, ordering: .relaxed)
  }

  /// What was published last by the other `publish`.
  var lateCount: Int {
    // Relaxed: as above.
    late.load(ordering: .relaxed)
  }

  /// Says which thread this is the progress of.
  func begin(_ thread: ThreadCPUClock) {
    // Relaxed: the barrier that the thread waits at next publishes it.
    clock.store(thread.id, ordering: .relaxed)
  }

  /// The thread's CPU time up to now; it has begun and has not ended.
  var cpuNanoseconds: UInt64 {
    // Relaxed: as above.
    ThreadCPUClock(id: clock.load(ordering: .relaxed)).nanoseconds
  }

  /// What has been published so far.
  var counts: SendCounts {
    // Relaxed, all: as above.
    SendCounts(
      operations: operations.load(ordering: .relaxed), refused: refused.load(ordering: .relaxed),
      met: met.load(ordering: .relaxed),
      insideNanoseconds: insideNanoseconds.load(ordering: .relaxed),
      insideSamples: insideSamples.load(ordering: .relaxed))
  }
}

/// What one thread did between two readings of its progress.
struct SendCounts: Sendable {
  var operations = 0
  var refused = 0
  var met = 0
  var insideNanoseconds: UInt64 = 0
  var insideSamples = 0

  static func - (later: SendCounts, earlier: SendCounts) -> SendCounts {
    SendCounts(
      operations: later.operations - earlier.operations, refused: later.refused - earlier.refused,
      met: later.met - earlier.met,
      insideNanoseconds: later.insideNanoseconds - earlier.insideNanoseconds,
      insideSamples: later.insideSamples - earlier.insideSamples)
  }
}
