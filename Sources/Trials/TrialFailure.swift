package import Probe

/// Why a trial has no result; it fails the run and never becomes a slow number.
public enum TrialFailure: Error, Equatable, Sendable {
  /// Somebody asked the run to stop.
  case interrupted
  /// A process ended, or answered, otherwise than it should; with what it said on its error output.
  case process(String)
  /// The machine cannot hold what the cell asks for; the message says the limit and what would fit.
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
