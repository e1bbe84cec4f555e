/// Why nothing more was heard of a child process.
public enum ChildFailure: Error, Equatable, CustomStringConvertible {
  /// It said nothing, or did not end, within this time.
  case timedOut(Duration)
  /// Someone asked this process to stop.
  case stopped
  /// The kernel refused.
  case system(SystemError)

  public var description: String {
    switch self {
    case .timedOut(let limit): "no answer within \(limit)"
    case .stopped: "interrupted"
    case .system(let error): error.description
    }
  }
}
