/// How a child process ended, and what it had used by then.
public struct ChildExit: Sendable, Equatable {
  /// The way it ended.
  public enum Reason: Sendable, Equatable, CustomStringConvertible {
    /// It returned, with this exit code.
    case exited(Int32)
    /// A signal of this number ended it.
    case signalled(Int32)

    public var description: String {
      switch self {
      case .exited(let code): "exit code \(code)"
      case .signalled(let signal): "signal \(signal)"
      }
    }
  }

  public let reason: Reason
  /// Its processor time and switches, all threads and reaped children counted; no run delay.
  public let usage: CPUUsage
  /// The most memory it ever held.
  public let peakResidentBytes: UInt64

  /// Reports whether it returned 0.
  public var isSuccess: Bool { reason == .exited(0) }
}
