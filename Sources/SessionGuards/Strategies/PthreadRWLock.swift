public import Glibc
public import Synchronization

/// `pthread_rwlock_t` stored in place, of the kind that lets no newcomer in while a thread waits to
/// have it alone.
///
/// glibc's default kind lets them in, so that senders without a gap would put a close off for ever.
/// That it deadlocks a thread that locks it again while it shares it does no harm: leases are not
/// nested. Never destroyed: glibc's lock owns nothing, so that there is nothing to give back.
@frozen
public struct PthreadRWLock: SharedLock, ~Copyable {
  public typealias Fault = Never

  /// As in `PthreadLock`. All bits zero but the kind, 2 in the last word, is what glibc's header
  /// initialises a lock of that kind with.
  @usableFromInline let storage: InlineArray<7, Atomic<UInt64>>

  @inlinable @inline(__always)
  public init() {
    precondition(MemoryLayout<pthread_rwlock_t>.size == 56, "pthread_rwlock_t has changed")
    storage = InlineArray { Atomic($0 == 6 ? 2 : 0) }
  }

  @inlinable @inline(__always)
  func withLock(_ body: (UnsafeMutablePointer<pthread_rwlock_t>) -> CInt) {
    // Safe: the storage has an address of its own for as long as it lives, and room for a lock.
    let result = unsafe withUnsafePointer(to: storage) { place in
      unsafe body(
        UnsafeMutableRawPointer(mutating: place).assumingMemoryBound(to: pthread_rwlock_t.self))
    }
    precondition(result == 0, "the read-write lock refused")
  }

  @inlinable @inline(__always)
  public func lockShared(_: StaticString) { unsafe withLock { unsafe pthread_rwlock_rdlock($0) } }

  @inlinable @inline(__always)
  public func unlockShared(_: StaticString) { unsafe withLock { unsafe pthread_rwlock_unlock($0) } }

  @inlinable @inline(__always)
  public func lock(_: StaticString) { unsafe withLock { unsafe pthread_rwlock_wrlock($0) } }

  @inlinable @inline(__always)
  public func unlock(_: StaticString) { unsafe withLock { unsafe pthread_rwlock_unlock($0) } }
}
