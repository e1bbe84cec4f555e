public import Glibc
public import Synchronization

extension Strategy {
  /// The system's mutex, held for the lease.
  public static let mutex = Strategy(
    name: "mutex", idea: "pthread_mutex held for the lease",
    closeRule: .early, isExclusive: true, source: "the note's \"synchronization object\"",
    slowPaths: ["pthread_mutex_lock", "pthread_mutex_unlock"],
    x86Shape: [],
    exemptions: [
      Exemption(
        from: .armShape,
        because: "Arm code is compiled for bare metal, which has no such lock; spinlock shows the "
          + "guard over one")
    ])
}

/// `pthread_mutex_t` stored in place, as a plain (non-recursive, non-checking) mutex.
///
/// Never destroyed: glibc's mutex owns nothing, so that there is nothing to give back.
@frozen
public struct PthreadLock: Lock, ~Copyable {
  public typealias Fault = Never
  @inlinable public static var strategy: Strategy { .mutex }

  /// Atomics only because they are the public type that has an address of its own; all bits zero is
  /// glibc's `PTHREAD_MUTEX_INITIALIZER`.
  @usableFromInline let storage: InlineArray<6, Atomic<UInt64>>

  @inlinable @inline(__always)
  public init() {
    unsafe precondition(MemoryLayout<pthread_mutex_t>.size <= 48, "pthread_mutex_t has grown")
    storage = InlineArray { _ in Atomic(0) }
  }

  /// Makes it of glibc's adaptive kind, which is 3 in the word that `kind` lies in.
  @inlinable @inline(__always)
  public init(spinsFirst: Bool) {
    storage = InlineArray { Atomic(spinsFirst && $0 == 2 ? 3 : 0) }
  }

  @inlinable @inline(__always)
  func withMutex(_ body: (UnsafeMutablePointer<pthread_mutex_t>) -> CInt) {
    // Safe: the storage has an address of its own for as long as it lives, and room for a mutex (48
    // bytes on AArch64, 40 on x86-64).
    let result = unsafe withUnsafePointer(to: storage) { place in
      unsafe body(
        UnsafeMutableRawPointer(mutating: place).assumingMemoryBound(to: pthread_mutex_t.self))
    }
    precondition(result == 0, "the mutex refused")
  }

  @inlinable @inline(__always)
  public func lock(_: StaticString) { unsafe withMutex { unsafe pthread_mutex_lock($0) } }

  @inlinable @inline(__always)
  public func unlock(_: StaticString) { unsafe withMutex { unsafe pthread_mutex_unlock($0) } }
}
