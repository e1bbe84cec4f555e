internal import Bench
internal import Check
internal import CheckVerdicts
internal import CommandSupport
internal import LoadGenerator
internal import Probe
internal import Proof
internal import Scenarios
internal import TrialRows
internal import Trials

/// The process's exit code; other programs depend on it.
enum ExitStatus: Int32 {
  case done = 0
  case failed = 1
  case usage = 2
  /// A check found head slower than base.
  case regression = 3
  /// A check cannot tell.
  case inconclusive = 4
  /// A check's own controls say that it is not to be trusted.
  case instrumentInvalid = 5
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
    case is RunFailure, is CheckFault, is TrialFailure, is VerifyFailure, is LoadError,
      is Page.Failure, is SystemError, is LoneLoop.Wrong:
      self = .failed
    default: return nil
    }
  }
}

extension ExitStatus {
  /// The status of a check that has printed its result.
  init(_ ended: CheckEnded) {
    self = ExitStatus(rawValue: ended.outcome.exitCode) ?? .failed
  }
}
