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

  /// Whether it goes through everything, unless it is withdrawn.
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
  /// First with the parts played as the scenario has them, and asking of every point that a thread
  /// comes to whether it would do the same as any other participant. If it always would, all
  /// placements have the same executions. Else each is searched.
  ///
  /// A violation is the simplest there is, if that is found with little more work.
  public func run(
    limit: Int = .max, isWithdrawn: @escaping @Sendable () -> Bool = { false }
  ) -> Finding {
    var setting = Setting(memory)
    setting.isWithdrawn = isWithdrawn
    setting.executionLimit = limit
    setting.comparesPlaces = true
    let (program, first) = explored(scenario, setting)
    var reports = [first]
    if first.violation != nil { return finding(reports, scenario, program) }
    guard first.dependsOnPlaces || !isSetUpAlike(program) else { return finding(reports) }
    setting.comparesPlaces = false
    for placed in isExhaustive ? scenario.placements.dropFirst() : scenario.rotations.dropFirst() {
      guard reports.last?.isComplete != false || !isExhaustive else { break }
      let (program, report) = explored(placed, setting)
      reports.append(report)
      if report.violation != nil { return finding(reports, placed, program) }
    }
    return finding(reports)
  }

  private func explored(_ scenario: Scenario, _ setting: Setting) -> (Program, Report) {
    SearchTrail.current?.place(scenario.places)
    let program = model.program(scenario)
    return (program, program.explore(search, setting))
  }

  /// Whether the words are the same whichever participant sets the scenario up.
  private func isSetUpAlike(_ program: Program) -> Bool {
    scenario.rotations.dropFirst().allSatisfy {
      let other = model.program($0)
      return other.setUpDigest == program.setUpDigest && other.canStart == program.canStart
    }
  }

  private func finding(
    _ reports: [Report], _ broken: Scenario? = nil, _ program: Program? = nil
  ) -> Finding {
    guard let violation = reports.last?.violation, let program else {
      return Finding(self, reports)
    }
    var setting = Setting(memory)
    setting.executionLimit = Self.simplifyingLimit
    var simplest = violation
    if violation.kind == .broken, let simpler = program.simplestViolation(setting),
      simpler.kind == .broken
    {
      simplest = simpler
    }
    return Finding(self, reports, simplest, places: broken?.places ?? scenario.places)
  }
}

/// What one search found.
public struct Finding: Sendable {
  /// What a search says of its guard.
  public enum Verdict: String, Sendable, Codable {
    /// Every execution was seen, and none breaks a promise.
    case proved
    /// None of the executions that were drawn breaks a promise, which proves nothing.
    case unbroken
    case violated
    /// The search gave up before it had seen everything.
    case unfinished
    /// The guard does what the model checker cannot judge, or is too large for it.
    case unsupported
  }

  /// The search's result without its guard: what one process sends to another.
  public struct Record: Sendable, Codable {
    public let executions: Int
    public let verdict: Verdict
    /// How many placements were searched, of which the first stands for all if it is the only one.
    public let placementsCount: Int
    /// The simplest one met.
    public let violation: Violation?
    /// By which participant each part was played in the violation.
    public let places: [Int]
  }

  public let check: Check
  public let record: Record

  public init(_ check: Check, _ record: Record) {
    self.check = check
    self.record = record
  }

  init(
    _ check: Check, _ reports: [Report], _ violation: Violation? = nil, places: [Int] = []
  ) {
    self.check = check
    let verdict: Verdict =
      if let violation {
        violation.kind == .broken ? .violated : .unsupported
      } else if !check.isExhaustive {
        .unbroken
      } else {
        reports.allSatisfy(\.isProof) ? .proved : .unfinished
      }
    record = Record(
      executions: reports.reduce(0) { $0 + $1.executions }, verdict: verdict,
      placementsCount: reports.count, violation: violation, places: places)
  }

  public var executions: Int { record.executions }
  public var verdict: Verdict { record.verdict }
  public var violation: Violation? { record.violation }

  /// The promise that the violation breaks; nil if there is none, or it breaks something else.
  public var broken: Promise? { violation.flatMap { Promise(reason: $0.reason) } }
}
