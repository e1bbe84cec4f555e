internal import Probe

/// How much more of the heap is in use than a moment ago, while no other thread of the process
/// allocates.
@usableFromInline
struct HeapGrowth {
  private let before: UInt64?

  @usableFromInline
  init() { before = ProcessAllocations.read()?.inUseBytes }

  /// Bytes per one of `count`, by the allocator's size classes; nil where no allocator counts.
  @usableFromInline
  func bytes(per count: Int) -> Int? {
    guard let before, let now = ProcessAllocations.read()?.inUseBytes, now >= before else {
      return nil
    }
    return Int((Double(now - before) / Double(count)).rounded())
  }
}
