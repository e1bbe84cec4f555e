/// Why a verification fails. Its findings are printed before.
public enum VerifyFailure: Error, Equatable, Sendable {
  /// A strategy is wrong.
  case violation(strategy: String, what: String, count: Int)
  /// No search found anything wrong, and not everything was searched.
  case unproved([String])
  case interrupted(done: Int, planned: Int)
  case file(String)
}

extension VerifyFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .violation(let strategy, let what, let count):
      "\(strategy) breaks its contract: \(what)" + (count > 1 ? "; \(count) violations" : "")
    case .unproved(let reasons): "not proved: \(reasons.joined(separator: "; "))"
    case .interrupted(let done, let planned):
      "interrupted: \(done) of \(planned) searches are finished; no certificate is given"
    case .file(let text): text
    }
  }
}
