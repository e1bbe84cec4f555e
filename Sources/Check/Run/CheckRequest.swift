internal import Bench
public import Scenarios
internal import Tables
public import TrialRows
internal import Trials

/// What head is compared with, and where both come from.
public enum CheckSource: Sendable {
  /// A revision of the repository, built, with the working tree.
  case revision(String)
  /// Two programs that are built already.
  case programs(base: String, head: String)
}

/// What somebody asks a check to watch, before it is known whether it can be done.
public struct CheckRequest: Sendable {
  public var strategies = StrategySelection.few
  public var scenarios: [String] = CheckRequest.defaultScenarios
  /// Per axis, by its name, the values to set it to; several make a sweep.
  public var settings: [String: [String]] = [:]
  public var budgetSeconds = CheckRequest.defaultBudgetSeconds
  /// One trial, warm-up included; nil: by tier.
  public var trialSeconds: Double?
  /// The pairs of every subject in the brief stage, twice as many in the fresh one; the controls
  /// have fewer (`CheckPlan.pairsCount`). Nil: as many as the budget holds.
  public var pairs: Int?
  /// A pair is set aside if others took more than this share of the machine while it ran.
  public var disturbanceLimit = ValidityRule.standardLimit
  public var seed: UInt64?
  /// Whether instructions are counted as well, which needs valgrind.
  public var countsInstructions = true
  /// What both arms run their subjects behind, where the check itself is studied.
  public var injection: Injection?

  public static let defaultScenarios = ["sessions"]
  public static let defaultBudgetSeconds = 60.0

  public init() {}
}

extension CheckRequest {
  /// A slowdown that is put into head's trials of every subject, to see whether it is found.
  public struct Injection: Sendable, Equatable {
    /// The steps in base, so that both arms have the same wrapper.
    public var baseSteps: Int
    public var headSteps: Int

    public init(baseSteps: Int, headSteps: Int) {
      self.baseSteps = baseSteps
      self.headSteps = headSteps
    }
  }

  /// The cells that are asked for, or what is wrong with the request.
  func cells() throws(UsageError) -> [Cell] {
    try Limits.budgetSeconds.require(budgetSeconds, "--budget")
    try Limits.trialSeconds.require(trialSeconds, "--duration")
    try Limits.pairs.require(pairs, "--pairs")
    try Limits.pairDisturbance.require(disturbanceLimit, "--disturbance")
    if let names = strategies.names, names.isEmpty || names.contains("") {
      throw .other(
        "--strategies \(names.joined(separator: ",")): expected names, separated by commas")
    }
    var request = RunRequest()
    request.scenarios = scenarios
    request.settings = settings
    return try request.cells()
  }

  /// Refuses a strategy that may not run in a cell, as the floor where sessions end. A name that
  /// only another program knows is told by that program.
  public func requireAdmitted(_ contenders: Contenders) throws(UsageError) {
    for cell in try cells() {
      let scenario = try ScenarioCatalogue.scenario(named: cell.scenario)
      for name in strategies.names ?? [] {
        guard let contender = try? contenders.contender(named: name),
          !scenario.admits(contender.strategy, at: cell.setting)
        else { continue }
        throw .other(
          "--strategies \(name): it guards nothing, and in \(cell.name) sessions end while others"
            + " use them; leave one of them out")
      }
    }
  }

  /// The length of a trial. Short: many pairs tell more than long ones, as what disturbs a machine
  /// comes and goes, and a pair's arms meet the more alike the closer together they run.
  func seconds(_ tier: Tier) -> Double {
    if let trialSeconds { return trialSeconds }
    return switch tier {
    case .guard, .path: 0.03
    case .server: 0.25
    }
  }
}
