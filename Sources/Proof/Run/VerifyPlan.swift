internal import SessionGuards
public import Verification

/// All that a verification is to search.
public struct VerifyPlan: Sendable {
  /// A strategy that is put through nothing, and why.
  public struct Absence: Sendable, Equatable {
    public let strategy: String
    /// Whether nothing has to be proved of it.
    public let isExempt: Bool
    public let reason: String
  }

  public let subjects: [GuardModel]
  public let absences: [Absence]
  public let jobs: [VerifyJob]
  let executionLimit: Int
  /// Whether a strategy that passes has passed all that a certificate asks for.
  public let isWhole: Bool

  /// How many of the searches put that strategy's own source through a scenario.
  func checksCount(of strategy: String) -> Int {
    jobs.count {
      if case .check(let check) = $0 { check.model.strategy.name == strategy } else { false }
    }
  }
}
