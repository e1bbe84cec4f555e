import Glibc
import Synchronization

/// Knows which descriptors its user has open, and notices one that is closed twice or never.
///
/// One flag per descriptor number, because counts alone would let a descriptor closed twice pay for
/// one that leaked. Entries are made before `close(2)` and after whatever opened it, as the number
/// may be another thread's at once. May be used from any thread.
@safe
public final class DescriptorLedger: Sendable {
  private let openedTotal = Atomic<Int>(0)
  private let closedTotal = Atomic<Int>(0)
  private let keptTotal = Atomic<Int>(0)
  private let mistakeTotal = Atomic<Int>(0)
  // Safe: a table of atomics that is never moved, freed by the deinit alone.
  private nonisolated(unsafe) let flags: UnsafeMutablePointer<Atomic<UInt8>>
  private let capacity: Int

  public init() {
    var limit = rlimit()
    // Safe: the kernel writes one rlimit.
    let result = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    // 2²⁰ is the kernel's own default ceiling (fs.nr_open); a number above it is counted, not
    // flagged.
    capacity = result == 0 ? Int(min(limit.rlim_max, 1 << 20)) : 1 << 20
    unsafe flags = .allocate(capacity: capacity)
    for index in 0..<capacity { unsafe (flags + index).initialize(to: Atomic(0)) }
  }

  deinit {
    unsafe flags.deallocate()
  }

  /// Notes that `fd` was opened.
  public func opened(_ fd: Int32) {
    // Relaxed: a count, read for reports only.
    openedTotal.wrappingAdd(1, ordering: .relaxed)
    change(fd, to: 1)
  }

  /// Notes that `fd` is about to be closed.
  public func closed(_ fd: Int32) {
    // Relaxed: a count, read for reports only.
    closedTotal.wrappingAdd(1, ordering: .relaxed)
    change(fd, to: 0)
  }

  /// Notes that `fd` was opened, and may stay open when all that was opened for it is closed.
  ///
  /// Counted apart, so that opened and closed must still agree before it is given up.
  public func keeps(_ fd: Int32) {
    // Relaxed: a count, read for reports only.
    keptTotal.wrappingAdd(1, ordering: .relaxed)
    change(fd, to: 1)
  }

  /// Notes that `fd`, which was kept, is about to be closed.
  public func gaveUp(_ fd: Int32) {
    // Relaxed: a count, read for reports only.
    keptTotal.wrappingSubtract(1, ordering: .relaxed)
    change(fd, to: 0)
  }

  private func change(_ fd: Int32, to flag: UInt8) {
    guard fd >= 0, Int(fd) < capacity else { return }
    // Acquire and release: the threads that have one number after another see its flag in that
    // order.
    let old = unsafe flags[Int(fd)].exchange(flag, ordering: .acquiringAndReleasing)
    // Relaxed: a count, read for reports only.
    if old == flag { mistakeTotal.wrappingAdd(1, ordering: .relaxed) }
  }

  // Relaxed, all four: exact once the threads that open and close have been joined.

  /// How many descriptors were opened.
  public var openedCount: Int { openedTotal.load(ordering: .relaxed) }
  /// How many descriptors were closed.
  public var closedCount: Int { closedTotal.load(ordering: .relaxed) }
  /// How many are kept now; neither opened nor closed ones.
  public var keptCount: Int { keptTotal.load(ordering: .relaxed) }
  /// How many were closed when not open, or opened when open already.
  public var mistakeCount: Int { mistakeTotal.load(ordering: .relaxed) }
}
