public import ModelChecker
internal import SessionGuards
internal import Verification

/// One execution of one scenario, run again.
public struct VerifyReplay: Sendable {
  private let model: GuardModel
  private let scenario: Verification.Scenario
  private let memory: MemoryModel
  private let schedule: ModelChecker.Schedule

  /// Takes the request's only strategy and only scenario, and its memory, release-acquire if it
  /// names none.
  public init(
    _ request: VerifyRequest, schedule text: String, _ contenders: Contenders
  ) throws(UsageError) {
    guard request.strategies.count == 1, request.scenarios.count == 1,
      request.memories.count <= 1
    else { throw .other("--replay needs one --strategy and one --scenario") }
    let contender = try contenders.contender(named: request.strategies[0])
    let scenario = try Verification.Scenario.found(request.scenarios[0])
    guard let model = contender.model else {
      throw .other("--replay: \(contender.strategy.name) cannot run there: \(contender.absence)")
    }
    self.model = model
    self.scenario = scenario
    memory = if let name = request.memories.first { try .found(name) } else { .releaseAcquire }
    schedule = try Self.schedule(text, scenario)
  }

  private static func schedule(
    _ text: String, _ scenario: Verification.Scenario
  ) throws(UsageError) -> ModelChecker.Schedule {
    let letters = "ABCDEFGH".prefix(scenario.parts.count)
    guard let schedule = ModelChecker.Schedule(text),
      schedule.steps.allSatisfy({ $0.thread < scenario.parts.count })
    else {
      throw .other("--replay \(text): expected a schedule of threads \(letters), as A3BA'1")
    }
    return schedule
  }

  /// Runs it, and tells what it did and what, if anything, it broke.
  public func run() -> (trace: Trace, violation: ModelChecker.Violation?) {
    model.program(scenario).replay(schedule, Setting(memory))
  }
}

extension Contender {
  /// Why there is nothing to run.
  fileprivate var absence: String { exemption ?? Self.withoutModel }
}
