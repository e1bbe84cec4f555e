internal import Bench
internal import LoadGenerator
internal import Probe

/// What the process's exit code says; other programs depend on it.
enum ExitStatus: Int32 {
  case done = 0
  case failed = 1
  case usage = 2
  /// An oracle or the model checker found a strategy that is wrong.
  case violation = 6
  case interrupted = 130

  /// The status for an error of the bench; nil for one that is not.
  init?(of error: any Error) {
    switch error {
    case is UsageError, LoadError.invalidPlan, LoadError.doesNotFit: self = .usage
    case RunFailure.violation, VerifyFailure.violation: self = .violation
    case RunFailure.interrupted, TrialFailure.interrupted, VerifyFailure.interrupted:
      self = .interrupted
    case is RunFailure, is TrialFailure, is VerifyFailure, is LoadError, is Page.Failure,
      is SystemError:
      self = .failed
    default: return nil
    }
  }
}
