public import ModelChecker

/// One search: a guard put through a scenario, under one memory.
public struct Check: Sendable {
  public let model: GuardModel
  public let scenario: Scenario
  public let memory: MemoryModel
  public let search: Search

  public init(
    _ model: GuardModel, _ scenario: Scenario, _ memory: MemoryModel,
    search: Search = .everyTrace
  ) {
    self.model = model
    self.scenario = scenario
    self.memory = memory
    self.search = search
  }

  /// Whether it goes through everything, if nobody stops it.
  public var isExhaustive: Bool {
    switch search {
    case .everyTrace, .everySchedule(preemptions: nil): true
    case .everySchedule, .randomWalk, .priorities, .replay: false
    }
  }

  /// Executions for each number of preemptions while a violation is looked for that takes fewer.
  private static let simplifyingLimit = 500_000

  /// Searches, up to so many executions, and gives up when it is withdrawn.
  ///
  /// A violation is the simplest there is, if that is found with little more work.
  public func run(
    limit: Int = .max, isWithdrawn: @escaping @Sendable () -> Bool = { false }
  ) -> Finding {
    var setting = Setting(memory)
    setting.executionLimit = limit
    setting.isWithdrawn = isWithdrawn
    let program = model.program(scenario)
    let report = program.explore(search, setting)
    guard let violation = report.violation else { return Finding(self, report, nil) }
    setting.executionLimit = Self.simplifyingLimit
    return Finding(self, report, program.simplestViolation(setting) ?? violation)
  }
}

/// What one search found.
public struct Finding: Sendable {
  /// What a search says of its guard.
  public enum Verdict: String, Sendable {
    /// Every execution was seen, and none breaks a promise.
    case proved
    /// None of the executions that were drawn breaks a promise, which proves nothing.
    case unbroken
    case violated
    /// The search gave up before it had seen everything.
    case unfinished
  }

  public let check: Check
  public let executions: Int
  public let verdict: Verdict
  /// The simplest one met.
  public let violation: Violation?

  init(_ check: Check, _ report: Report, _ violation: Violation?) {
    self.check = check
    executions = report.executions
    self.violation = violation
    verdict =
      if violation != nil {
        .violated
      } else if !check.isExhaustive {
        .unbroken
      } else {
        report.isProof ? .proved : .unfinished
      }
  }

  /// The promise that the violation breaks; nil if there is none, or it breaks something else.
  public var broken: Promise? { violation.flatMap { Promise(reason: $0.reason) } }
}
