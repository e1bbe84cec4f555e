internal import Tables
public import TrialRows
internal import Trials

/// A trial in a process of its own, seen from inside that process: a plan comes in as JSON, a
/// report goes out as one line of JSON.
public enum TrialProcess {
  /// Runs the plan's trial, and returns the line to print.
  public static func run(_ plan: String, _ contenders: Contenders) throws -> String {
    let plan = try decode(TrialPlan.self, from: plan, of: "--plan")
    let contender = try contenders.contender(named: plan.strategy)
    let scenario = try plan.cell.runnableScenario()
    if scenario.needsLeases(at: plan.cell.setting),
      let reason = contender.strategy.whyGuardTierOnly
    {
      throw UsageError.other(reason)
    }
    switch scenario.tier {
    case .guard: return JSONFile.line(of: try contender.runGuardTrial(plan))
    case .path:
      guard let run = contender.runPathTrial else {
        throw UsageError.other(contender.strategy.whyGuardTierOnly ?? "no path tier")
      }
      return JSONFile.line(of: try run(plan))
    case .server: throw UsageError.other("\(scenario.name) needs a server and a load: no `trial`")
    }
  }

  /// Reads the value of an option, as another process of this program has written it.
  public static func decode<Value: Decodable>(
    _ type: Value.Type, from json: String, of option: String
  ) throws(UsageError) -> Value {
    do {
      return try JSONFile.decode(type, from: json)
    } catch {
      throw .other("\(option) is no \(type) in JSON: \(error)")
    }
  }
}
