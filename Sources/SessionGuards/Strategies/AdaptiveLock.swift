extension Strategy {
  /// The system's mutex of the kind that spins first, held for the lease.
  public static let adaptiveMutex = Strategy(
    name: "adaptive-mutex", idea: "pthread mutex that spins before it sleeps, held for the lease",
    closeRule: .early, isExclusive: true, source: "glibc PTHREAD_MUTEX_ADAPTIVE_NP",
    slowPaths: ["pthread_mutex_lock", "pthread_mutex_unlock"],
    x86Shape: [],
    exemptions: [
      Exemption(
        from: .armShape,
        because: "Arm code is compiled for bare metal, which has no such lock; spinlock shows the "
          + "guard over one")
    ])
}

/// The platform's mutex, of the kind that spins before it sleeps where it has such a kind.
///
/// On hardware that is glibc's `PTHREAD_MUTEX_ADAPTIVE_NP`: while another thread holds it, a caller
/// tries again, at first 10 times and then as often as twice what the spins before it took, at most
/// 100 times, and then sleeps as at a plain mutex. In a model it is the same specification as
/// `mutex`: how a lock passes the time while it waits shows in no order of accesses.
///
/// Where the holder sits on another processor, the spin saves two system calls. Where all threads
/// share one it only costs time.
@frozen
public struct AdaptiveLock<L: Lock & ~Copyable>: Lock, ~Copyable {
  public typealias Fault = L.Fault
  @inlinable public static var strategy: Strategy { .adaptiveMutex }

  /// Moves the mutex by a word, so that the code of both guards differs: the compiler would merge
  /// the same code, and a profile would name either.
  @usableFromInline let distance: UInt64
  @usableFromInline let mutex: L

  @inlinable @inline(__always)
  public init() {
    distance = 0
    mutex = L(spinsFirst: true)
  }

  @inlinable @inline(__always)
  public func lock(_ site: StaticString) throws(Fault) { try mutex.lock(site) }

  @inlinable @inline(__always)
  public func unlock(_ site: StaticString) throws(Fault) { try mutex.unlock(site) }
}
