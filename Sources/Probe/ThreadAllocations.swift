internal import CSystem

#if Jemalloc
internal import CJemalloc
#endif

/// How much one thread has allocated and freed since it began, as jemalloc counts it.
///
/// Made and read on one and the same thread. Reading costs a load: fit for the steadiest loop.
@safe public struct ThreadAllocations: ~Copyable {
  // Safe: jemalloc's own words, which live as long as the thread.
  private let allocated: UnsafePointer<UInt64>
  private let freed: UnsafePointer<UInt64>

  /// Finds the calling thread's counters; `nil` in a program without jemalloc.
  public init?() {
    guard let allocated = unsafe Self.counter("thread.allocatedp"),
      let freed = unsafe Self.counter("thread.deallocatedp")
    else { return nil }
    unsafe self.allocated = allocated
    unsafe self.freed = freed
  }

  /// Bytes handed out to this thread, rounded up to jemalloc's size classes.
  public var allocatedBytes: UInt64 { unsafe changing_word(allocated) }
  /// Bytes that this thread gave back, whichever thread had allocated them.
  public var freedBytes: UInt64 { unsafe changing_word(freed) }

  private static func counter(_ name: String) -> UnsafePointer<UInt64>? {
    #if Jemalloc
    var pointer: UnsafePointer<UInt64>?
    var size = unsafe MemoryLayout.size(ofValue: pointer)
    // Safe: jemalloc writes one pointer.
    return unsafe mallctl(name, &pointer, &size, nil, 0) == 0 ? pointer : nil
    #else
    return nil
    #endif
  }
}
