package import Probe

/// Why a trial has no result. It never becomes a slow number.
public enum TrialFailure: Error, Equatable, Sendable {
  /// A signal asked the run to stop.
  case interrupted
  /// A process ended or answered otherwise than it must; the text has what it wrote to its error
  /// output.
  case process(String)
  /// The machine cannot hold the cell; the text has the limit and what would fit.
  case doesNotFit(String)
}

extension TrialFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .interrupted: "interrupted"
    case .process(let text), .doesNotFit(let text): text
    }
  }
}

extension TrialFailure {
  package init(_ error: SystemError) { self = .process(error.description) }
}
