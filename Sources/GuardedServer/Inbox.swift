/// Where a reactor reads, and where the frames of a read begin.
///
/// One buffer for all of a reactor's sessions, so that it stays in the cache. In front of where
/// reads go is room for the incomplete frame that the session's last read ended with.
@frozen @usableFromInline @safe
struct Inbox: ~Copyable {
  // Safe: allocated and freed here, used by one thread.
  @usableFromInline let buffer: UnsafeMutableRawPointer
  @usableFromInline let headroom: Int

  /// What one read takes at most; more waits for the next batch.
  @inlinable static var readBytes: Int { 64 * 1024 }

  init(_ slab: SessionSlab) {
    headroom = slab.partialStride
    unsafe buffer = .allocate(byteCount: headroom + Self.readBytes, alignment: 64)
  }

  @inlinable
  deinit {
    unsafe buffer.deallocate()
  }

  /// Where a read goes.
  @inlinable @inline(__always) var target: UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(start: buffer + headroom, count: Self.readBytes)
  }

  /// Joins the incomplete frame of `slot` with the `count` bytes read since.
  @inlinable @inline(__always)
  func join(_ slot: UInt32, _ slab: SessionSlab, count: Int) -> UnsafeRawBufferPointer {
    let kept = unsafe slab.owned(slot).pointee.partialCount
    let start = unsafe buffer + (headroom - kept)
    if kept > 0 {
      unsafe start.copyMemory(from: slab.partial(slot), byteCount: kept)
      unsafe slab.owned(slot).pointee.partialCount = 0
    }
    return unsafe UnsafeRawBufferPointer(start: start, count: kept + count)
  }
}
