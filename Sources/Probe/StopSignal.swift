internal import CSystem
internal import Glibc

/// The request, from a terminal or a parent process, that this process end: SIGINT or SIGTERM.
///
/// The first one sets a flag and makes a descriptor readable. A second of the same kind ends the
/// process at once.
public struct StopSignal: Sendable {
  /// Readable from the first signal on and for good: poll it level-triggered, never read it.
  public let descriptor: Int32

  /// Installs the handlers; later calls return the same signal.
  public static func install() throws(SystemError) -> StopSignal {
    StopSignal(descriptor: try checked("catch stop signals", stop_signal_install()))
  }

  /// Reports whether a stop was asked for; one plain load, cheap enough for any loop.
  public var isRaised: Bool { number != nil }

  /// The signal that came first; a process that obeys it exits with 128 + this.
  public var number: Int32? {
    let signal = stop_signal_received()
    return signal == 0 ? nil : signal
  }

  /// Asks for a stop from inside the process, as if SIGTERM had come.
  public func raise() { stop_signal_raise(SIGTERM) }

  /// Sleeps until a stop is asked for, at most for `limit`; returns whether it was.
  public func wait(within limit: Duration) -> Bool {
    let deadline = Deadline(after: limit)
    while true {
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      // Safe: one entry, as the count says.
      let count = unsafe poll(&entry, 1, deadline.remainingMilliseconds)
      if count > 0 { return true }
      if deadline.remainingMilliseconds == 0 { return isRaised }
    }
  }
}

/// How this process takes writes that the system refuses: to a closed socket or pipe, and beyond
/// the limit of a file's size (`ulimit -f`).
public enum RefusedWrite {
  /// Makes them fail, with EPIPE and EFBIG, where by default SIGPIPE or SIGXFSZ would end the
  /// process.
  public static func becomesAnError() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }
}
