public import Foundation
public import Statistics
internal import Tables
public import TrialRows

/// The content of check.json: what was checked, where and when, with the plan that was fixed
/// before.
public struct CheckManifest: Codable, Sendable, Equatable {
  /// The schema of a check's files; grows when a column or key is added.
  public static let currentSchemaVersion = 2

  public var schemaVersion: Int = CheckManifest.currentSchemaVersion
  public var baseRevision: String
  /// The revision of the working tree that is head.
  public var headRevision: String?
  /// Whether the working tree differs from it.
  public var headIsDirty: Bool?
  /// The git tree of base that was built; nil if a program was given.
  public var baseTree: String?
  public var headTree: String?
  @ExactInJSON public var seed: UInt64
  public var budgetSeconds: Double
  /// The seconds that the fewest pairs would have taken, if that was more than the budget and so
  /// none were run; nil if there was room for them.
  public var neededBudgetSeconds: Double?
  /// Seconds of each trial, by tier.
  public var trialSeconds: [String: Double] = [:]
  /// The number of steps that slow the control down.
  public var slowdownSteps: Int?
  public var arguments: [String]
  public var startedAt: Date
  public var endedAt: Date?
  public var plan: CheckPlan
  public var machine: MachineRecord

  public init(
    baseRevision: String, headRevision: String?, seed: UInt64, budgetSeconds: Double,
    arguments: [String], startedAt: Date, plan: CheckPlan, machine: MachineRecord
  ) {
    self.baseRevision = baseRevision
    self.headRevision = headRevision
    self.seed = seed
    self.budgetSeconds = budgetSeconds
    self.arguments = arguments
    self.startedAt = startedAt
    self.plan = plan
    self.machine = machine
  }

  private enum CodingKeys: String, CodingKey {
    case schemaVersion, baseRevision, headRevision, headIsDirty, baseTree, headTree, seed
    case slowdownSteps, arguments, startedAt, endedAt, plan, machine
    case trialSeconds = "trialS"
    case budgetSeconds = "budgetS"
    case neededBudgetSeconds = "neededBudgetS"
  }
}
