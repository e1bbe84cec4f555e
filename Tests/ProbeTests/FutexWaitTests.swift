import Glibc
import Probe
import Testing

@Suite struct FutexWaitTests {
  /// Whether this kernel lets this user count.
  static let isOffered = FutexWaitCounter() != nil

  @Test(.enabled(if: isOffered, "the kernel offers no futex tracepoint to this user"))
  func `every wait of a thread that was started later is counted, and work is not`() throws {
    let counter = try #require(FutexWaitCounter())
    let before = try #require(counter.count)
    #expect((0..<1000).reduce(0, &+) == 499_500)
    #expect(counter.count == before)
    try NamedThread(name: "waits") { FutexWaitTests.waitInVain(times: 50) }.join()
    let counted = try #require(counter.count) - before
    // Joining the thread may be a wait of this one.
    #expect(counted == 50 || counted == 51)
  }

  /// Each a wait for a condition whose time is over before it begins: one call, which returns at
  /// once.
  private static func waitInVain(times: Int) {
    var mutex = unsafe pthread_mutex_t()
    var condition = pthread_cond_t()
    var past = timespec(tv_sec: 1, tv_nsec: 0)
    // Safe: the three outlive the calls, and no other thread knows them.
    unsafe pthread_mutex_init(&mutex, nil)
    unsafe pthread_cond_init(&condition, nil)
    unsafe pthread_mutex_lock(&mutex)
    for _ in 0..<times {
      let code = unsafe pthread_cond_timedwait(&condition, &mutex, &past)
      precondition(code == ETIMEDOUT)
    }
    unsafe pthread_mutex_unlock(&mutex)
    unsafe pthread_cond_destroy(&condition)
    unsafe pthread_mutex_destroy(&mutex)
  }
}
