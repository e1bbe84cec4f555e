public import Synchronization

/// The phase of a trial; every thread reads it between two batches of operations.
@usableFromInline
final class PhaseGate: Sendable {
  @usableFromInline
  enum Phase: Int, AtomicRepresentable, Sendable {
    case warmUp, measurement, end
  }

  @usableFromInline let phase = Atomic(Phase.warmUp)

  func begin(_ next: Phase) {
    // Relaxed: it carries nothing but itself; joining the threads orders what they wrote.
    phase.store(next, ordering: .relaxed)
  }

  @inlinable @inline(__always)
  func isIn(_ current: Phase) -> Bool {
    // Relaxed: a thread may see it late, by as much as it would be late anyway.
    phase.load(ordering: .relaxed) == current
  }
}
