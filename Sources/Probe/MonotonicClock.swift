public import Glibc

/// The clock that all durations are measured with: it never steps, and pauses only with the
/// machine.
public enum MonotonicClock {
  /// Reads the clock; about 23 ns, through the vDSO.
  @inlinable public static var nanoseconds: UInt64 { clockNanoseconds(CLOCK_MONOTONIC) }
}

/// Reads a clock of the kernel; traps if the kernel has no such clock.
@inlinable func clockNanoseconds(_ clock: clockid_t) -> UInt64 {
  var time = timespec()
  // Safe: the kernel writes one timespec, which outlives the call.
  let answer = unsafe clock_gettime(clock, &time)
  precondition(answer == 0, "the kernel does not know the clock \(clock)")
  return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
}
