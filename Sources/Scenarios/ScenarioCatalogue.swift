internal import Tables
public import TrialRows
public import Trials

/// All scenarios there are. **A new scenario gets one line here.**
public enum ScenarioCatalogue {
  public static let all: [Scenario] = guardScenarios + pathScenarios + serverScenarios

  public static func scenario(named name: String) throws(UsageError) -> Scenario {
    if let found = all.first(where: { $0.name == name }) { return found }
    let known = all.map(\.name)
    throw .unknown(name, noun: "scenario", known: known, nearest: name.nearest(among: known))
  }
}
