internal import Glibc
internal import ModelChecker
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
  /// Whether who passes has passed all that a certificate asks for.
  public let isWhole: Bool

  /// How many of the searches put that strategy's own source through a scenario.
  func checksCount(of strategy: String) -> Int {
    jobs.count {
      if case .check(let check) = $0 { check.model.strategy.name == strategy } else { false }
    }
  }
}

/// One thing to search.
public enum VerifyJob: Sendable {
  case check(Check)
  case weakening(GuardModel, Weakening)

  /// A guess of how long it takes, in no unit: ways to mix the threads' acts, or executions drawn.
  var weight: Double {
    switch self {
    case .check(let check) where check.isExhaustive:
      let threads = check.scenario.parts.count
      return pow(Double(threads), Double(check.scenario.parts.reduce(0) { $0 + $1.acts.count }))
    case .check: return 2000
    case .weakening: return 200
    }
  }

  /// What it is called while it is under way.
  var name: String {
    switch self {
    case .check(let check):
      "\(check.model.strategy.name), \(check.scenario.name), \(check.memory.rawValue)"
    case .weakening(let model, let weakening):
      "\(model.strategy.name), weaker order of \(weakening.site)"
    }
  }
}
