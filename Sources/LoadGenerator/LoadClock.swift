import Glibc
import Synchronization

/// Where the load generator's time comes from: the machine, or a test.
///
/// Nanoseconds of a clock that never goes back. Reading the machine's costs 23 ns.
public enum LoadClock: Sendable {
  case monotonic
  case manual(ManualClock)

  @inline(__always)
  var now: UInt64 {
    switch self {
    case .monotonic:
      var time = timespec()
      // Safe: the kernel fills a variable of its own type.
      unsafe clock_gettime(CLOCK_MONOTONIC, &time)
      return UInt64(bitPattern: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
    case .manual(let clock):
      return clock.now
    }
  }

  /// The processor time of the calling thread.
  static var threadNanoseconds: UInt64 {
    var time = timespec()
    // Safe: the kernel fills a variable of its own type.
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(bitPattern: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
  }
}

/// A clock that stands still until a test moves it.
public final class ManualClock: Sendable {
  private let nanoseconds: Atomic<UInt64>

  public init(startingAt nanoseconds: UInt64 = 1_000_000_000) {
    self.nanoseconds = Atomic(nanoseconds)
  }

  // Relaxed: the time stands for nothing but itself.
  public var now: UInt64 { nanoseconds.load(ordering: .relaxed) }

  public func advance(byNanoseconds step: UInt64) {
    // Relaxed: as above.
    nanoseconds.wrappingAdd(step, ordering: .relaxed)
  }
}

extension UInt64 {
  /// Converts seconds; at most 584 years.
  init(seconds: Double) { self = UInt64((seconds * 1e9).rounded()) }
}
