public import Synchronization

#if THREAD_SANITIZER
internal import CSystem
#endif

extension Strategy {
  /// `Synchronization.Mutex`, held for the lease.
  public static let stdlibMutex = Strategy(
    name: "stdlib-mutex", idea: "Synchronization.Mutex held for the lease (priority inheritance)",
    closeRule: .early, isExclusive: true, source: "what Swift programmers reach for",
    slowPaths: ["_MutexHandle._lockSlow", "_MutexHandle._unlockSlow", "syscall"],
    x86Shape: ["lock cmpxchg", "lock cmpxchg", "lock cmpxchg"],
    exemptions: [
      Exemption(
        from: .proof,
        because: "its lock lies in a closed library, which only the stress reaches; the guard over "
          + "it is the one verified as mutex"),
      Exemption(
        from: .mutants,
        because: "its lock lies in a closed library; the guard over it has its mutants as mutex"),
      Exemption(
        from: .armShape,
        because: "Arm code is compiled for bare metal, which has no such lock; spinlock shows the "
          + "guard over one"),
    ])
}

/// The standard library's mutex, taken and given back apart; on Linux a priority-inheritance futex.
///
/// Hardware only: what it does lies in a closed library, so a model checker sees its specification.
@frozen
public struct StdlibLock: Lock, ~Copyable {
  public typealias Fault = Never
  @inlinable public static var strategy: Strategy { .stdlibMutex }

  @usableFromInline let mutex: Mutex<Void>

  @inlinable @inline(__always)
  public init() { mutex = Mutex(()) }

  @inlinable @inline(__always)
  public func lock(_: StaticString) {
    // Safe: unlock follows on the same thread, as a lease is bound to its thread.
    mutex._unsafeLock()
    #if THREAD_SANITIZER
    announceLocked()
    #endif
  }

  @inlinable @inline(__always)
  public func unlock(_: StaticString) {
    #if THREAD_SANITIZER
    announceUnlocking()
    #endif
    // Safe: this thread holds it.
    mutex._unsafeUnlock()
  }
}

#if THREAD_SANITIZER
// The mutex's slow path hands over in the kernel, inside a library that is not instrumented:
// without these two the sanitizer reports races that are none (3 to 18 of 20 runs).
extension StdlibLock {
  @usableFromInline
  func announceLocked() {
    // Safe: the sanitizer uses the address as a name only.
    unsafe withUnsafePointer(to: mutex) {
      unsafe __tsan_acquire(UnsafeMutableRawPointer(mutating: $0))
    }
  }

  @usableFromInline
  func announceUnlocking() {
    // Safe: the sanitizer uses the address as a name only.
    unsafe withUnsafePointer(to: mutex) {
      unsafe __tsan_release(UnsafeMutableRawPointer(mutating: $0))
    }
  }
}
#endif
