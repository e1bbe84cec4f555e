import CSystem
import Glibc

/// Ends another thread's wait.
///
/// Watch `fd` for `[.readable, .edges]`: every `signal` is an edge of its own, and nothing ever
/// reads the counter, which saves a call per wake-up.
public struct Wakeup: ~Copyable, Sendable {
  public let fd: Int32
  private let ledger: DescriptorLedger?

  public init(ledger: DescriptorLedger? = nil) throws(Errno) {
    fd = eventfd(0, CInt(EFD_CLOEXEC) | CInt(EFD_NONBLOCK))
    guard fd >= 0 else { throw Errno.current }
    self.ledger = ledger
    ledger?.opened(fd)
  }

  deinit {
    ledger?.closed(fd)
    closeDescriptor(fd)
  }

  /// Ends the wait of whoever watches; may be called from any thread, also before the wait begins.
  public func signal() {
    Wakeup.signal(fd)
  }

  /// Signals the wake-up that owns `fd`, for those who keep only the number.
  public static func signal(_ fd: Int32) {
    // The counter would overflow after 2⁶⁴ − 2 signals, so the write always succeeds.
    let result = eventfd_write(fd, 1)
    precondition(result == 0, "a wake-up was signalled after its end")
  }
}
