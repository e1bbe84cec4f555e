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
  /// lives, a delegation only where no leases are needed, and none with more participants than it
  /// serves.
  public func admits(_ strategy: Strategy, at setting: Setting) -> Bool {
    // The threads that serve, those that send, and in the guard tier the one that stops inside
    // leases and the one that closes at the end.
    let senders = setting.senders ?? 0
    let stopping = setting.stallNanoseconds == nil ? 0 : 1
    let others = tier == .guard ? senders + stopping + 1 : max(1, senders)
    let participants = (setting.threads ?? 1) + others
    return strategy.serves(participants: participants)
      && (!strategy.isDelegation || !needsLeases(at: setting))
      && (!strategy.isFloor || !closesSessions && (setting.staleRatio ?? 0) == 0)
  }
}

extension Scenario {
  /// Whether it needs leases at a setting: batches are of leases too.
  public func needsLeases(at setting: Setting) -> Bool { needsLeases || (setting.batch ?? 1) > 1 }
}

extension Strategy {
  /// Why it does not run where leases are needed; nil if it does.
  public var whyGuardTierOnly: String? {
    guard isDelegation else { return nil }
    let others = ScenarioCatalogue.all.filter { $0.needsLeases && $0.tier == .guard }.map(\.name)
    return "\(name) hands each use over to the session's owner and lends nothing: leases are needed"
      + " in all tiers but the guard's, and there in batches, \(others.joined(separator: ", "))"
  }
}
