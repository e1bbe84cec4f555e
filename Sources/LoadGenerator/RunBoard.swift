import Reactor
import Statistics
import Synchronization

/// The phase of a run; every thread reads it once per turn.
enum Phase: UInt8, Comparable {
  case connecting, warmUp, measuring, draining, aborted

  static func < (left: Phase, right: Phase) -> Bool { left.rawValue < right.rawValue }
}

/// What the threads of one run share: the phase, and which session each connection is.
@safe
final class RunBoard: Sendable {
  private let currentPhase = Atomic<UInt8>(Phase.connecting.rawValue)
  private let firstFailure = Mutex<LoadError?>(nil)
  // Safe: a table of atomics that is never moved, freed by the deinit alone.
  private nonisolated(unsafe) let sessions: UnsafeMutablePointer<Atomic<UInt64>>
  private let count: Int

  init(connections: Int) {
    count = connections
    unsafe sessions = .allocate(capacity: connections)
    for index in 0..<connections { unsafe (sessions + index).initialize(to: Atomic(0)) }
  }

  deinit { unsafe sessions.deallocate() }

  /// The latest session of each slot that a welcome named, and which connection was welcomed.
  private let owners = Mutex<[UInt32: (generation: UInt32, connection: Int)]>([:])
  /// How many slots are remembered: what a server can make a client remember is bounded.
  private static let slotsKept = 1 << 20

  /// Notes that a connection was given a session; returns the connection that had it before.
  func claim(slot: UInt32, generation: UInt32, for connection: Int) -> Int? {
    owners.withLock { owners in
      if let owner = owners[slot] {
        if owner.generation == generation { return owner.connection }
        // Threads read their welcomes in any order: an earlier generation may come later.
        if owner.generation > generation { return nil }
      } else if owners.count >= Self.slotsKept {
        return nil
      }
      owners[slot] = (generation, connection)
      return nil
    }
  }

  var phase: Phase {
    // Relaxed: the phase alone is the message; nothing else is published with it.
    Phase(rawValue: currentPhase.load(ordering: .relaxed))!
  }

  func enter(_ phase: Phase) {
    // Relaxed: as above; a thread acts on it at its next turn.
    currentPhase.store(phase.rawValue, ordering: .relaxed)
  }

  /// Ends the run; the first reason is the one that is reported.
  func fail(_ error: LoadError) {
    firstFailure.withLock { $0 = $0 ?? error }
    enter(.aborted)
  }

  var failure: LoadError? { firstFailure.withLock { $0 } }

  // Relaxed, both: an id may be stale as soon as it is read, as commands for stale ids are wanted.

  func session(of connection: Int) -> UInt64 {
    precondition(connection >= 0 && connection < count)
    return unsafe sessions[connection].load(ordering: .relaxed)
  }

  func setSession(_ id: UInt64, of connection: Int) {
    precondition(connection >= 0 && connection < count)
    unsafe sessions[connection].store(id, ordering: .relaxed)
  }
}

/// What one thread publishes while it runs, and its result when it ends.
final class ShardBoard: Sendable {
  let wakeup: Wakeup
  private let welcomedCount = Atomic<Int>(0)
  private let deadCount = Atomic<Int>(0)
  private let messageCount = Atomic<UInt64>(0)
  private let violationCount = Atomic<UInt64>(0)
  private let result = Mutex<ShardResult?>(nil)
  private let isOver = Atomic<Bool>(false)
  private let phaseSeen = Atomic<UInt8>(Phase.connecting.rawValue)

  init() throws(Errno) { wakeup = try Wakeup() }

  // Relaxed, all: counts for the progress line and for waiting; what is reported comes with the
  // result, under its lock.

  func publish(
    phase: Phase, welcomed: Int, dead: Int, messages: UInt64, violations: UInt64
  ) {
    phaseSeen.store(phase.rawValue, ordering: .relaxed)
    welcomedCount.store(welcomed, ordering: .relaxed)
    deadCount.store(dead, ordering: .relaxed)
    messageCount.store(messages, ordering: .relaxed)
    violationCount.store(violations, ordering: .relaxed)
  }

  // Relaxed, all: as above.

  /// The phase that the thread has followed the run into.
  var phase: Phase { Phase(rawValue: phaseSeen.load(ordering: .relaxed))! }
  var welcomed: Int { welcomedCount.load(ordering: .relaxed) }
  var dead: Int { deadCount.load(ordering: .relaxed) }
  var messages: UInt64 { messageCount.load(ordering: .relaxed) }
  var violations: UInt64 { violationCount.load(ordering: .relaxed) }

  func leave(_ shardResult: ShardResult) {
    result.withLock { $0 = shardResult }
    // Relaxed: what was found out comes under the lock, after the thread was joined.
    isOver.store(true, ordering: .relaxed)
  }

  // Relaxed: as above.
  var hasEnded: Bool { isOver.load(ordering: .relaxed) }

  /// What the thread left behind; nil until it has ended.
  var left: ShardResult? { result.withLock { $0 } }
}

/// The result of one thread.
struct ShardResult: Sendable {
  /// Over the whole run, and during the measurement.
  var total: Counters
  var window: Counters
  var windowNanoseconds: UInt64
  var processorNanoseconds: UInt64
  /// Messages that came due in the measurement; in an open loop only.
  var dueCount: UInt64
  /// Those of them that the thread did not come to.
  var missedCount: UInt64
  /// Whether all that was to come after the measurement did.
  var hasDrained: Bool
  var latency: LatencyHistogram
  /// From the moment of sending; in an open loop only.
  var serviceLatency: LatencyHistogram
  var lateness: LatencyHistogram
  var messagesPerConnection: [Int]
  var violations: ViolationLog
}
