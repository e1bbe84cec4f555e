#if Jemalloc
internal import CJemalloc
#endif

/// What the whole process has allocated, as jemalloc counts it.
public struct ProcessAllocations: Sendable, Equatable, Codable {
  /// Bytes in use, rounded up to jemalloc's size classes.
  public let inUseBytes: UInt64
  /// Bytes of memory behind them, jemalloc's own included.
  public let residentBytes: UInt64
  /// Allocations so far. Threads report theirs in batches: what another thread did most recently
  /// may be missing, some hundreds of small ones; a rate over a measurement is right.
  public let allocationsCount: UInt64

  /// Reads the counters, some 20 µs; `nil` where jemalloc does not serve `malloc`.
  public static func read() -> ProcessAllocations? {
    guard Allocator.isCounting else { return nil }
    #if Jemalloc
    // The calling thread's own batch first, then a fresh snapshot of all threads.
    _ = unsafe mallctl("thread.tcache.flush", nil, nil, nil, 0)
    var epoch: UInt64 = 1
    // Safe: jemalloc reads one number.
    _ = unsafe mallctl("epoch", nil, nil, &epoch, MemoryLayout<UInt64>.size)
    let everywhere = "stats.arenas.\(Int(MALLCTL_ARENAS_ALL))"
    guard let inUse = number("stats.allocated"), let resident = number("stats.resident"),
      let small = number("\(everywhere).small.nrequests"),
      let large = number("\(everywhere).large.nrequests")
    else { return nil }
    return ProcessAllocations(
      inUseBytes: inUse, residentBytes: resident, allocationsCount: small + large)
    #else
    return nil
    #endif
  }

  #if Jemalloc
  private static func number(_ name: String) -> UInt64? {
    var value: UInt64 = 0
    var size = MemoryLayout<UInt64>.size
    // Safe: jemalloc writes one number of the size that it is told, or nothing.
    return unsafe mallctl(name, &value, &size, nil, 0) == 0 ? value : nil
  }
  #endif
}
