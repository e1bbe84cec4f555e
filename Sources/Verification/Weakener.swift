public import ModelChecker
internal import SessionGuards

/// Weakens orders, one at a time, and says which scenario, if any, shows it.
public struct Weakener: Sendable {
  public struct Finding: Sendable, Codable {
    public let strategy: String
    public let weakening: Weakening
    /// The first scenario that breaks; nil if all hold.
    public let death: String?
    public let executions: Int
    /// Whether the searches that showed nothing saw everything.
    public let isComplete: Bool
  }

  public let scenarios: [Scenario]
  public let setting: Setting

  public init(_ scenarios: [Scenario] = Scenario.all, _ setting: Setting = Setting()) {
    self.scenarios = scenarios
    self.setting = setting
  }

  /// Weakens every order of every guard of ours that promises anything.
  public func judgeOurs() -> [Finding] {
    GuardModel.ours.filter { !$0.strategy.isFloor }.flatMap(judgeAll)
  }

  /// Weakens every order of a guard.
  public func judgeAll(_ model: GuardModel) -> [Finding] {
    Weakening.all(census(model)).map { judge(model, $0) }
  }

  /// The accesses that the guard itself makes in these scenarios.
  public func census(_ model: GuardModel) -> Census {
    var census = Census()
    var setting = setting
    setting.takesCensus = true
    for scenario in scenarios {
      // Random walks find what a search would, far sooner.
      let report = model.program(scenario)
        .explore(.randomWalk(seed: 1, executions: 300), setting)
      if let seen = report.census { census.join(seen) }
    }
    return census.leavingOut(Site.ofScenarios)
  }

  /// Puts the guard through the scenarios with that order weakened, until one shows it.
  public func judge(_ model: GuardModel, _ weakening: Weakening) -> Finding {
    var setting = setting
    setting.alterations = [weakening.alteration]
    var executions = 0
    var isComplete = true
    for scenario in model.placements(of: scenarios) {
      let report = model.program(scenario).explore(.everyTrace, setting)
      executions += report.executions
      isComplete = isComplete && report.isComplete
      if report.violation != nil {
        return Finding(
          strategy: model.strategy.name, weakening: weakening,
          death: scenario.name, executions: executions, isComplete: isComplete)
      }
    }
    return Finding(
      strategy: model.strategy.name, weakening: weakening, death: nil, executions: executions,
      isComplete: isComplete)
  }
}
