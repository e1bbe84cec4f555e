import CSystem
import Glibc

/// Ends another thread's wait.
///
/// Watch `fd` for `[.readable, .edges]`: every `signal` is an edge of its own, and nothing ever
/// reads the counter, which saves a call per wake-up.
///
/// Whoever signals must keep it open meanwhile: the thread that is to be woken may be awake, and
/// gone, before the signal is written. So a ledger counts it among those that are kept.
public struct Wakeup: ~Copyable, Sendable {
  public let fd: Int32
  private let ledger: DescriptorLedger?

  public init(ledger: DescriptorLedger? = nil) throws(Errno) {
    fd = eventfd(0, CInt(EFD_CLOEXEC) | CInt(EFD_NONBLOCK))
    guard fd >= 0 else { throw Errno.current }
    self.ledger = ledger
    ledger?.keeps(fd)
  }

  deinit {
    ledger?.gaveUp(fd)
    closeDescriptor(fd)
  }

  /// Ends the wait of whoever watches; may be called from any thread, also before the wait begins.
  public func signal() {
    // The counter would overflow after 2⁶⁴ − 2 signals, so the write always succeeds.
    let result = eventfd_write(fd, 1)
    precondition(result == 0, "wake-up \(fd) is not open")
  }
}
