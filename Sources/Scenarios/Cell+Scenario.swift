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
  /// lives, and none with more participants than it serves.
  public func admits(_ strategy: Strategy, at setting: Setting) -> Bool {
    // The threads that serve, and those that send, or one that closes where none sends.
    let participants = (setting.threads ?? 1) + max(1, setting.senders ?? 0)
    return strategy.serves(participants: participants)
      && (!strategy.isFloor || !closesSessions && (setting.staleRatio ?? 0) == 0)
  }
}
