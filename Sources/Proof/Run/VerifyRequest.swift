internal import ModelChecker
public import Scenarios
internal import SessionGuards
internal import Tables
public import TrialRows
internal import Verification

/// What a verification is asked for, by names that are not checked yet.
public struct VerifyRequest: Sendable, Codable {
  /// By name; empty: all there are.
  public var strategies: [String] = []
  public var scenarios: [String] = []
  public var memories: [String] = []
  /// Whether more is searched than a proof needs: more threads, and orders weakened.
  public var isDeep = false
  /// Whether the guards are put under stress on real threads as well.
  public var isStressed = false
  /// The seed of searches that draw, and of stress.
  public var seed: UInt64 = 1
  /// The participant that plays each part of a replay; as the scenario has it if empty.
  public var places: [Int] = []
  /// The one execution to run, as a schedule; nil to search.
  public var replay: String?
  /// A search gives up after so many executions.
  public var executionLimit: Int?

  public init() {}

  /// Executions of each search that draws them.
  private static let drawnExecutions = 200_000
  /// Batches of sixteen slots of each stress.
  private static let stressBatches = 150

  /// Turns the request into jobs, or refuses it with the option that is wrong.
  public func plan(_ contenders: Contenders) throws(UsageError) -> VerifyPlan {
    if let replay {
      let job = VerifyJob.replay(try VerifyReplay(self, schedule: replay, contenders))
      return VerifyPlan(
        subjects: [], absences: [], jobs: [job], executionLimit: .max, isWhole: false)
    }
    if let executionLimit, executionLimit < 1 {
      throw .other("--limit \(executionLimit): expected a number of executions, 1 or more")
    }
    // Names are judged even where there is nothing to search.
    _ = try (chosenScenarios(Verification.Scenario.all), chosenMemories())
    if isDeep, try !chosenMemories().contains(.releaseAcquire) {
      throw .other("--deep searches release-acquire memory: --memory must name it, too")
    }
    let crowds = Verification.Scenario.crowds
    if isDeep, !scenarios.isEmpty, !crowds.contains(where: { scenarios.contains($0.name) }) {
      throw .other(
        "--deep adds nothing to \(scenarios.joined(separator: ", ")): leave --scenario out, or name"
          + " one of \(crowds.map(\.name).joined(separator: ", "))")
    }
    if !isDeep,
      let crowd = crowds.first(where: { scenarios.contains($0.name) })
    {
      throw .other("--scenario \(crowd.name) is too large for a whole search: add --deep")
    }
    var subjects: [GuardModel] = []
    var absences: [VerifyPlan.Absence] = []
    for contender in try chosenContenders(contenders) {
      let name = contender.strategy.name
      if let reason = contender.exemption {
        absences.append(.init(strategy: name, isExempt: true, reason: reason))
      } else if let model = contender.model {
        subjects.append(model)
      } else {
        absences.append(.init(strategy: name, isExempt: false, reason: Contender.withoutModel))
      }
    }
    var jobs: [VerifyJob] = []
    let isWhole = scenarios.isEmpty && memories.isEmpty
    if isWhole { jobs += try told(contenders).compactMap(\.story).map { .story($0) } }
    for model in subjects { jobs += try proofs(model) }
    if isDeep { for model in subjects { jobs += try deeper(model) } }
    if isStressed {
      let plan = StressPlan(seed: seed, batches: Self.stressBatches)
      jobs += try told(contenders).compactMap(\.stress).map { .stress($0, plan) }
    }
    return VerifyPlan(
      subjects: subjects, absences: absences, jobs: jobs,
      executionLimit: executionLimit ?? .max,
      isWhole: isWhole)
  }

  /// All but the floor, which promises nothing.
  private func told(_ contenders: Contenders) throws(UsageError) -> [Contender] {
    try chosenContenders(contenders).filter { !$0.strategy.isFloor }
  }

  private func chosenContenders(_ contenders: Contenders) throws(UsageError) -> [Contender] {
    let names = Set(strategies)
    for name in strategies { _ = try contenders.contender(named: name) }
    return contenders.all.filter { names.isEmpty || names.contains($0.strategy.name) }
  }

  private func chosenScenarios(_ all: [Verification.Scenario]) throws(UsageError)
    -> [Verification.Scenario]
  {
    for name in scenarios { _ = try Verification.Scenario.found(name) }
    return all.filter { scenarios.isEmpty || scenarios.contains($0.name) }
  }

  private func chosenMemories() throws(UsageError) -> [MemoryModel] {
    for name in memories { _ = try MemoryModel.found(name) }
    return MemoryModel.allCases.filter { memories.isEmpty || memories.contains($0.rawValue) }
  }
}

extension VerifyRequest {
  /// Every scenario, under every memory.
  private func proofs(_ model: GuardModel) throws(UsageError) -> [VerifyJob] {
    var jobs: [VerifyJob] = []
    for scenario in try chosenScenarios(Verification.Scenario.all) {
      for memory in try chosenMemories() { jobs.append(.check(Check(model, scenario, memory))) }
    }
    return jobs
  }

  /// Crowds, of which some executions are drawn, and every order one step weaker: both in
  /// release/acquire memory, as in the sequential one nothing more is to be found.
  private func deeper(_ model: GuardModel) throws(UsageError) -> [VerifyJob] {
    let searches: [Search] = [
      .randomWalk(seed: seed, executions: Self.drawnExecutions),
      .priorities(depth: 3, seed: seed, executions: Self.drawnExecutions),
    ]
    var jobs: [VerifyJob] = []
    for scenario in try chosenScenarios(Verification.Scenario.crowds) {
      for search in searches {
        jobs.append(.check(Check(model, scenario, .releaseAcquire, search: search)))
      }
    }
    guard scenarios.isEmpty else { return jobs }
    return jobs + [.weakenings(model)]
  }
}

extension Verification.Scenario {
  /// Finds a scenario by name; the error lists the known names and suggests the nearest.
  static func found(_ name: String) throws(UsageError) -> Verification.Scenario {
    if let scenario = named(name) { return scenario }
    let names = (all + crowds).map(\.name)
    throw .unknown(name, noun: "scenario", known: names, nearest: name.nearest(among: names))
  }
}

extension MemoryModel {
  /// Finds a memory model by name; the error lists the known names.
  static func found(_ name: String) throws(UsageError) -> MemoryModel {
    if let memory = MemoryModel(rawValue: name) { return memory }
    let names = allCases.map(\.rawValue)
    throw .unknown(name, noun: "memory", known: names, nearest: name.nearest(among: names))
  }
}
