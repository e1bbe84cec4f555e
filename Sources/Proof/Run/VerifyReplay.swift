public import ModelChecker
public import Probe
public import Scenarios
internal import SessionGuards
public import TrialRows
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
    var scenario = try Verification.Scenario.found(request.scenarios[0])
    if !request.places.isEmpty {
      guard request.places.sorted() == Array(scenario.parts.indices) else {
        throw .other(
          "--places: expected each of 0 to \(scenario.parts.count - 1) once, as"
            + " \(scenario.places.reversed().map(String.init).joined(separator: ","))")
      }
      scenario = scenario.placed(request.places)
    }
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

  var strategy: String { model.strategy.name }

  /// Runs it in a process of its own, and returns its trace and what, if anything, it broke.
  ///
  /// A schedule that the program cannot follow to its end is refused: what it would show is another
  /// execution. A guard that ends its process throws `VerifyFailure.unproved`.
  public static func run(
    _ request: VerifyRequest, _ contenders: Contenders, program: String, stop: StopSignal
  ) throws -> Replay {
    let job = try request.plan(contenders).jobs[0]
    let process = VerifyProcess(program: program, request, stop: stop)
    switch try process.run(job, 0) {
    case .replay(let replay):
      guard let mismatch = replay.mismatch else { return replay }
      throw UsageError.other(
        "--replay \(request.replay ?? ""): the schedule does not fit the program: \(mismatch)")
    case .crash(let crash): throw VerifyFailure.unproved(["\(crash.strategy): \(crash)"])
    default: throw VerifyFailure.interrupted(done: 0, planned: 1)
    }
  }

  func run() -> Replay {
    SearchTrail.current?.place(scenario.places)
    return model.program(scenario).replay(schedule, Setting(memory))
  }
}

extension Contender {
  /// Why there is nothing to run.
  fileprivate var absence: String { exemption ?? Self.withoutModel }
}
