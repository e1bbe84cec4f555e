/// Why a wait for a child process failed.
public enum ChildFailure: Error, Equatable, CustomStringConvertible {
  /// It said nothing, or did not end, within this time.
  case timedOut(Duration)
  /// A signal asked this process to stop.
  case stopped
  /// The kernel refused a call.
  case system(SystemError)

  public var description: String {
    switch self {
    case .timedOut(let limit): "no answer within \(limit)"
    case .stopped: "interrupted"
    case .system(let error): error.description
    }
  }
}
