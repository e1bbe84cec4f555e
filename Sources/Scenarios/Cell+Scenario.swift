public import SessionGuards
public import TrialRows
public import Trials

extension Cell {
  /// The cell's scenario, if the cell has every setting that it needs and no obstacle.
  package func runnableScenario() throws(UsageError) -> Scenario {
    let scenario = try ScenarioCatalogue.scenario(named: scenario)
    let whole = Cell(scenario, at: axes).axes
    if let missing = whole.axes.first(where: { !$0.isSet(in: axes) }) {
      throw .other("\(name) lacks its '\(missing.rawValue)' (\(missing.meaning))")
    }
    if let obstacle = scenario.obstacle(axes) { throw .other("\(name) cannot be run: \(obstacle)") }
    return scenario
  }
}

extension Scenario {
  /// Whether a strategy may run: the floor only where no close can race a lease and every target
  /// lives, and none with more participants than it serves.
  public func admits(_ strategy: Strategy, at axes: Axes) -> Bool {
    // The threads that serve, and those that send, or one that closes where none sends.
    let participants = (axes.threads ?? 1) + max(1, axes.senders ?? 0)
    return strategy.serves(participants: participants)
      && (!strategy.isFloor || !closesSessions && (axes.staleRatio ?? 0) == 0)
  }
}
