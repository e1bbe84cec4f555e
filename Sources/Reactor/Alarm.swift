import CSystem
import Glibc

/// A descriptor that becomes readable at a moment of the monotonic clock.
///
/// The poller's own time-out counts milliseconds and is stretched by the kernel's timer slack
/// (50 µs by default); due times need better than either.
public struct Alarm: ~Copyable {
  /// Watch it for `[.readable, .edges]`.
  public let fd: Int32
  private var armedFor: UInt64 = .max

  public init() throws(Errno) {
    fd = timerfd_create(CLOCK_MONOTONIC, CInt(TFD_NONBLOCK) | CInt(TFD_CLOEXEC))
    guard fd >= 0 else { throw Errno.current }
  }

  deinit { closeDescriptor(fd) }

  /// Sets the alarm; does nothing if it is set for that moment already. `.max` turns it off.
  ///
  /// No thread reads the descriptor: watched for edges, each expiry is one, and setting it anew
  /// clears the last.
  public mutating func arm(at nanoseconds: UInt64) {
    guard nanoseconds != armedFor else { return }
    armedFor = nanoseconds
    var setting = itimerspec()
    if nanoseconds != .max {
      setting.it_value.tv_sec = Int(nanoseconds / 1_000_000_000)
      setting.it_value.tv_nsec = Int(nanoseconds % 1_000_000_000)
    }
    // Safe: the kernel copies the setting; a moment in the past rings at once.
    let result = unsafe timerfd_settime(fd, CInt(TFD_TIMER_ABSTIME), &setting, nil)
    precondition(result == 0, "an alarm was set for an impossible moment")
  }
}
