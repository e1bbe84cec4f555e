internal import Bench
public import Scenarios
internal import SessionGuards
internal import Tables
public import TrialRows
internal import Trials

/// The origin of base and head.
public enum CheckSource: Sendable {
  /// A revision of the repository is base, the working tree is head; both are built.
  case revision(String)
  /// Two programs that are already built.
  case programs(base: String, head: String)
}

/// A request for a check, not validated yet.
public struct CheckRequest: Sendable {
  public var strategies = StrategySelection.few
  public var scenarios: [String] = CheckRequest.defaultScenarios
  /// The values of each axis, by its name; several values make a sweep.
  public var settings: [String: [String]] = [:]
  public var budgetSeconds = CheckRequest.defaultBudgetSeconds
  /// The length of a trial, warm-up included; nil: by tier.
  public var trialSeconds: Double?
  /// The pairs of every subject in the brief stage; the fresh stage has twice as many, and the
  /// controls have fewer (`CheckPlan.pairsCount`). Nil: as many as the budget holds.
  public var pairs: Int?
  /// A pair is set aside if other processes took more than this share of the machine while it ran.
  public var disturbanceLimit = ValidityRule.standardLimit
  public var seed: UInt64?
  /// Whether instructions are counted as well, which needs valgrind.
  public var countsInstructions = true
  /// A slowdown of both arms' subjects; only for studies of the check.
  public var injection: Injection?

  public static let defaultScenarios = ["sessions"]
  public static let defaultBudgetSeconds = 60.0

  public init() {}
}

extension CheckRequest {
  /// A slowdown that is added to head's trials of every subject, to see whether the check finds it.
  public struct Injection: Sendable, Equatable {
    /// The steps in base. Zero steps still give base the wrapper that head has.
    public var baseSteps: Int
    public var headSteps: Int

    public init(baseSteps: Int, headSteps: Int) {
      self.baseSteps = baseSteps
      self.headSteps = headSteps
    }
  }

  /// The requested cells. Throws if the request is not valid.
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

  /// Refuses a delegation, and a strategy that may not run in a cell: the floor where sessions end.
  /// A name that this program does not know passes; the two programs of the check judge it.
  public func requireAdmitted(_ contenders: Contenders) throws(UsageError) {
    for cell in try cells() {
      let scenario = try ScenarioCatalogue.scenario(named: cell.scenario)
      for name in strategies.names ?? [] {
        guard let contender = try? contenders.contender(named: name) else { continue }
        if contender.strategy.isDelegation {
          throw .other(
            "--strategies \(name): it lends nothing, and a check's control and its instructions are"
              + " those of a lease; `bench` compares it")
        }
        guard !scenario.admits(contender.strategy, at: cell.setting) else { continue }
        throw .other(
          "--strategies \(name): it guards nothing, and in \(cell.name) sessions end while others"
            + " use them; leave one of them out")
      }
    }
  }

  /// The length of a trial. It is short, as many short pairs tell more than a few long ones:
  /// disturbances come and go, and the closer together a pair's arms run, the more alike they are
  /// disturbed.
  func seconds(_ tier: Tier) -> Double {
    if let trialSeconds { return trialSeconds }
    return switch tier {
    case .guard, .path: 0.03
    case .server: 0.25
    }
  }
}
