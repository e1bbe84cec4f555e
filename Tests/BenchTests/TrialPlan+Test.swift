import Scenarios
import TrialRows
import Trials

extension TrialPlan {
  /// A trial that is over at once; `settings` as on the command line.
  static func brief(
    _ scenario: String, _ settings: [Axis: String] = [:], strategy: String = "packed",
    purpose: TrialPurpose = .cost
  ) throws -> TrialPlan {
    var axes = Axes()
    for (axis, value) in settings { try axis.set(value, in: &axes) }
    let cell = Cell(try ScenarioCatalogue.scenario(named: scenario), at: axes)
    return TrialPlan(cell, strategy: strategy, purpose: purpose, seconds: 0.02, seed: 7)
  }
}
