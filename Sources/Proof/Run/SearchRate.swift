public import ModelChecker
internal import Probe
internal import SessionGuards
internal import Verification

/// How many executions a second the engine makes: every schedule of `flag-count` in one scenario,
/// again and again.
public struct SearchRate: Sendable {
  public let memory: MemoryModel
  /// The median of five measurements on one thread, by its CPU time.
  public let executionsPerSecond: Double

  /// The least that each of them runs.
  public static let executions = 1_000_000
  public static let scenario = "two-senders"
  public static let strategy = "flag-count"

  /// Measures; takes a few seconds.
  public static func measure(_ memory: MemoryModel) -> SearchRate {
    guard let scenario = Verification.Scenario.named(Self.scenario),
      let model = GuardModel.ours.first(where: { $0.strategy.name == Self.strategy })
    else { preconditionFailure("\(Self.strategy) or \(Self.scenario) has another name now") }
    let check = Check(model, scenario, memory, search: .everySchedule())
    let rates = (0..<5).map { _ in
      let clock = ThreadCPUClock.ofCurrentThread
      let begin = clock.nanoseconds
      var executed = 0
      while executed < executions { executed += check.run().executions }
      return Double(executed) / (Double(clock.nanoseconds - begin) / 1e9)
    }
    return SearchRate(memory: memory, executionsPerSecond: rates.sorted()[rates.count / 2])
  }
}
