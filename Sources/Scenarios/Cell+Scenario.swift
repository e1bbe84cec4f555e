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
  /// lives, a delegation where nothing is built on leases, and none with more participants than it
  /// serves.
  public func admits(_ strategy: Strategy, at setting: Setting) -> Bool {
    // The threads that serve, those that send, and in the guard tier the one that closes at the
    // end.
    let senders = setting.senders ?? 0
    let participants = (setting.threads ?? 1) + (tier == .guard ? senders + 1 : max(1, senders))
    return strategy.serves(participants: participants)
      && (!strategy.isDelegation || !isBuiltOnLeases(at: setting))
      && (!strategy.isFloor || !closesSessions && (setting.staleRatio ?? 0) == 0)
  }
}

extension Scenario {
  /// Whether it cannot be run without leases: all but the guard tier, and there what lends or
  /// closes many sessions in one call.
  public func isBuiltOnLeases(at setting: Setting) -> Bool {
    tier != .guard || leasesOnly || (setting.batch ?? 1) > 1
  }
}

extension Strategy {
  /// Why it has the guard tier only, and no batches there; nil if it has all.
  public var whyGuardTierOnly: String? {
    guard isDelegation else { return nil }
    return "\(name) hands each use over to the session's owner and lends nothing: batches, and all"
      + " but the guard tier, are built on leases"
  }
}
