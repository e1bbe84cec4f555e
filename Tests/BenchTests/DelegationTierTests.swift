import Mutants
import SessionGuards
import Testing

@testable import Scenarios
@testable import Tables
@testable import TrialRows
@testable import Trials

/// The guard tier's oracle, with delegations that it must catch.
@Suite struct DelegationTierTests {
  @Test func `a delegation without a mistake passes the trials that catch mistakes`() throws {
    #expect(try Self.churn(HandsOverRight.self) == [])
    #expect(try Self.steady(HandsOverRight.self) == [])
  }

  @Test func `a use of a session of the past is seen`() throws {
    #expect(try Self.churn(HandsOverTheStale.self).contains(.wrongGeneration))
  }

  @Test func `a delegation that refuses everything is seen`() throws {
    #expect(try Self.steady(HandsOverNothing.self).contains(.refusedLive))
  }

  @Test func `a close that is not the first of its only closer is seen`() throws {
    #expect(try Self.steady(HandsOverNoClose.self).contains(.refusedClose))
  }

  @Test func `a session that no owner reports is seen`() throws {
    #expect(try Self.steady(HandsOverNoReclaim.self) == [.neverReclaimed])
  }

  private static func churn<Mistake: DelegationMistake>(
    _: Mistake.Type
  ) throws -> Set<LifetimeViolation.Kind> {
    let settings: [String: String] = [
      "threads": "2", "sessions": "2", "close": "0.1", "stale": "0.5",
    ]
    let report = try GuardTier.run(
      delegation: SlipDelegation<Mistake>.self, .brief("churn", settings))
    return Set(report.violations.map(\.kind))
  }

  private static func steady<Mistake: DelegationMistake>(
    _: Mistake.Type
  ) throws -> Set<LifetimeViolation.Kind> {
    let report = try GuardTier.run(
      delegation: SlipDelegation<Mistake>.self, .brief("uncontended"))
    return Set(report.violations.map(\.kind))
  }
}
