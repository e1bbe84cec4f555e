internal import CSystem
import Synchronization

// A thread that sleeps waits in the kernel, off every hot path: none of it is inlined.
extension HardwareWord {
  /// glibc's adaptive mutex spins as often at most.
  private static var lookLimit: Int { 100 }

  public func linger(while value: UInt64) {
    for _ in 0..<Self.lookLimit {
      spinPause()
      // Relaxed: a guess, after which the caller takes the word with an access of its own.
      if atomic.load(ordering: .relaxed) != value { return }
    }
  }

  public func sleep(while value: UInt64, _: StaticString) {
    // Safe: an Atomic has an address of its own for as long as it lives; its lower half comes first
    // on the processors that Swift runs on under Linux.
    unsafe withUnsafePointer(to: atomic) {
      unsafe futex_sleep($0, UInt32(truncatingIfNeeded: value))
    }
  }

  public func wakeOne(_: StaticString) {
    // Safe: as above.
    unsafe withUnsafePointer(to: atomic) { unsafe futex_wake_one($0) }
  }
}
