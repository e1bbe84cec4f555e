public import SessionGuards
public import Tables
public import TrialRows
public import Trials

extension Cell {
  /// The cell's scenario, if the cell has every setting that it needs and no obstacle.
  package func runnableScenario() throws(UsageError) -> Scenario {
    let scenario = try ScenarioCatalogue.scenario(named: scenario)
    let whole = Cell(scenario, at: setting).setting
    if let missing = whole.axes.first(where: { setting[$0] == nil }) {
      throw .other("\(name) lacks its '\(missing.name)' (\(missing.meaning))")
    }
    if let obstacle = scenario.obstacle(setting) {
      throw .other("\(name) cannot be run: \(obstacle)")
    }
    return scenario
  }
}

extension Scenario {
  /// Whether a strategy may run: the floor only where no close can race a lease and every target
  /// lives, a delegation in the guard tier only, and none with more participants than it serves.
  public func admits(_ strategy: Strategy, at setting: Setting) -> Bool {
    // The threads that serve, and those that send, or one that closes where none sends.
    let participants = (setting.threads ?? 1) + max(1, setting.senders ?? 0)
    return strategy.serves(participants: participants)
      && (!strategy.isDelegation || tier == .guard)
      && (!strategy.isFloor || !closesSessions && (setting.staleRatio ?? 0) == 0)
  }
}

extension Strategy {
  /// Why it has the guard tier only; nil if it has all.
  public var whyGuardTierOnly: String? {
    guard isDelegation else { return nil }
    return "\(name) hands each use over to the session's owner and lends nothing, and all but the"
      + " guard tier is built on leases"
  }
}
