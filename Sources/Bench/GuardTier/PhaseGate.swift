internal import Glibc
public import Synchronization

/// What all threads of a trial do now; each looks at it between two batches of operations.
@usableFromInline
final class PhaseGate: Sendable {
  @usableFromInline
  enum Phase: Int, AtomicRepresentable, Sendable {
    case assembly, warmUp, measurement, end
  }

  @usableFromInline let phase = Atomic(Phase.assembly)
  private let assembled = Atomic(0)

  func begin(_ next: Phase) {
    // Release: pairs with the acquiring load of `assemble`.
    phase.store(next, ordering: .releasing)
  }

  @inlinable @inline(__always)
  func isIn(_ current: Phase) -> Bool {
    // Relaxed: a thread may see it late, by as much as it would be late anyway.
    phase.load(ordering: .relaxed) == current
  }

  /// Says that the calling thread is ready, and waits until the trial begins.
  func assemble() {
    // Release: pairs with the acquiring load of `wait`.
    assembled.wrappingAdd(1, ordering: .releasing)
    // Acquire: pairs with the releasing store of `begin`.
    while phase.load(ordering: .acquiring) == .assembly { sched_yield() }
  }

  /// Waits until so many threads are ready; false if they are not in time.
  func wait(for count: Int, atMost limit: Duration) -> Bool {
    let deadline = ContinuousClock.now + limit
    // Acquire: pairs with the releasing additions of `assemble`.
    while assembled.load(ordering: .acquiring) < count {
      if ContinuousClock.now > deadline { return false }
      sleep(for: .microseconds(20))
    }
    return true
  }
}
