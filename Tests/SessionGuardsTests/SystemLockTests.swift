import Glibc
import Synchronization
import Testing

@testable import SessionGuards

/// The system's locks that are made of constants are what the system makes of that kind.
@Suite struct SystemLockTests {
  /// The words that a value in memory consists of.
  private func words<Value>(of value: Value, count: Int) -> [UInt64] {
    // Safe: the values are trivial, and as long as they say.
    unsafe withUnsafeBytes(of: value) { bytes in
      (0..<count).map { unsafe bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self) }
    }
  }

  @Test func `an adaptive mutex is glibc's`() {
    var kind = pthread_mutexattr_t()
    var mutex = unsafe pthread_mutex_t()
    unsafe #expect(pthread_mutexattr_init(&kind) == 0)
    unsafe #expect(pthread_mutexattr_settype(&kind, 3) == 0)
    unsafe #expect(pthread_mutex_init(&mutex, &kind) == 0)
    let ours = PthreadLock(spinsFirst: true)
    // Relaxed: one thread alone has it.
    let found = (0..<5).map { ours.storage[$0].load(ordering: .relaxed) }
    unsafe #expect(found == words(of: mutex, count: 5))
    ours.lock("lock")
    ours.unlock("unlock")
  }

  @Test func `a read-write lock is glibc's that prefers writers`() {
    var kind = pthread_rwlockattr_t()
    var lock = pthread_rwlock_t()
    unsafe #expect(pthread_rwlockattr_init(&kind) == 0)
    unsafe #expect(pthread_rwlockattr_setkind_np(&kind, 2) == 0)
    unsafe #expect(pthread_rwlock_init(&lock, &kind) == 0)
    let ours = PthreadRWLock()
    // Relaxed: one thread alone has it.
    let found = (0..<7).map { ours.storage[$0].load(ordering: .relaxed) }
    #expect(found == words(of: lock, count: 7))
    ours.lockShared("share")
    ours.lockShared("share")
    ours.unlockShared("unshare")
    ours.unlockShared("unshare")
    ours.lock("lock")
    ours.unlock("unlock")
  }

  @Test func `a word that holds something else puts no thread to sleep`() {
    let word = HardwareWord(1)
    // It holds something else: no sleep. No thread sleeps: nothing to wake.
    word.sleep(while: 2, "sleep")
    word.wakeOne("wake")
    word.linger(while: 2)
    word.linger(while: 1)
  }
}
