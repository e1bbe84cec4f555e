/// Why a load could not be run; its description is one line for a person.
public enum LoadError: Error, Equatable, Sendable {
  /// The plan contradicts itself or lies outside what the generator can do.
  case invalidPlan(String)
  /// The plan is sound but this machine cannot hold it; the text says what would fit.
  case doesNotFit(String)
  /// No connection could be made.
  case unreachable(String)
  /// The peer does not speak the bench's protocol.
  case notOurServer(String)
  /// The server speaks the protocol, but belongs to another run.
  case wrongToken(expected: RunToken, found: RunToken)
  /// The server went away, or stopped answering, in the middle of the run.
  case serverLost(String)
  /// The kernel refused something that no plan should need.
  case kernel(String)
}

extension LoadError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .invalidPlan(let reason), .doesNotFit(let reason), .unreachable(let reason),
      .notOurServer(let reason), .serverLost(let reason), .kernel(let reason):
      reason
    case .wrongToken(let expected, let found):
      "the server has the token \(found) of another run; this run's is \(expected)"
    }
  }
}
