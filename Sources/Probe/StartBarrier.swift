internal import Glibc

/// A place where a fixed number of threads wait for each other, as often as they like.
///
/// Sleeping threads are woken one by one, some 50 µs apart, so each takes its own start time.
@safe public final class StartBarrier: @unchecked Sendable {
  // Safe: the pointer never changes, and what it points to synchronises itself.
  private let barrier: UnsafeMutablePointer<pthread_barrier_t>

  /// Makes a barrier that opens whenever `count` threads have come.
  public init(count: Int) {
    precondition(count > 0)
    unsafe barrier = .allocate(capacity: 1)
    unsafe barrier.initialize(to: pthread_barrier_t())
    let code = unsafe pthread_barrier_init(barrier, nil, UInt32(count))
    precondition(code == 0)
  }

  deinit {
    unsafe pthread_barrier_destroy(barrier)
    unsafe barrier.deallocate()
  }

  /// Waits until the last thread has come; what each did before is visible to all of them after.
  public func wait() { unsafe pthread_barrier_wait(barrier) }
}
