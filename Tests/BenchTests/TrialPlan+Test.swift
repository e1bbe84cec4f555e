import Scenarios
import Testing
import TrialRows
import Trials

@testable import Tables

extension TrialPlan {
  /// A trial that is over at once; `settings` as on the command line.
  static func brief(
    _ scenario: String, _ settings: [String: String] = [:], strategy: String = "packed",
    purpose: TrialPurpose = .cost
  ) throws -> TrialPlan {
    var setting = Setting()
    for (name, value) in settings {
      let axis = try #require(Axis.named(name), "no axis is called \(name)")
      if !setting.set(axis, to: value) { throw UsageError.value(axis, value) }
    }
    let cell = Cell(try ScenarioCatalogue.scenario(named: scenario), at: setting)
    return TrialPlan(cell, strategy: strategy, purpose: purpose, seconds: 0.02, seed: 7)
  }
}
