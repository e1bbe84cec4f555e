internal import Foundation
internal import Tables
internal import TrialRows
internal import Trials

/// A trial in a process of its own, seen from inside that process: a plan comes in as JSON, a
/// report goes out as one line of JSON.
public enum TrialProcess {
  /// Runs what the plan says, and answers the line to print.
  public static func run(_ plan: String, _ contenders: Contenders) throws -> String {
    let plan = try decode(plan)
    let contender = try contenders.contender(named: plan.strategy)
    let scenario = try plan.cell.runnableScenario()
    switch scenario.tier {
    case .guard: return try line(of: contender.runGuardTrial(plan))
    case .path: return try line(of: contender.runPathTrial(plan))
    case .server: throw UsageError.other("\(scenario.name) needs a server and a load: no `trial`")
    }
  }

  private static func decode(_ text: String) throws(UsageError) -> TrialPlan {
    do {
      return try JSONFile.decode(TrialPlan.self, from: text)
    } catch {
      throw .other("--plan is no trial plan: \(error)")
    }
  }

  package static func line(of value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
