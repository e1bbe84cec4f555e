public import Probe

/// Why a trial could not be had.
public enum TrialError: Error, CustomStringConvertible {
  /// SIGINT (Ctrl-C) or another signal asked this process to end.
  case interrupted
  case cannotStart(command: String, SystemError)
  case lost(command: String, ChildFailure)
  case unreadable(command: String, line: String)
  case failed(command: String, ChildExit.Reason, said: String)
  case countsDisagree(server: UInt64, load: UInt64)
  case noCount(server: String)

  public var description: String {
    switch self {
    case .interrupted: "interrupted"
    case .cannotStart(let command, let error): "cannot start \(command): \(error)"
    case .lost(let command, let failure): "\(command): \(failure)"
    case .unreadable(let command, let line): "\(command) did not say what was agreed: '\(line)'"
    case .failed(let command, let reason, let said): "\(command): \(reason): \(said)"
    case .countsDisagree(let server, let load):
      "the server received \(server) messages, but the generator had \(load) answered"
    case .noCount(let server): "\(server) did not say how many messages it received"
    }
  }
}
