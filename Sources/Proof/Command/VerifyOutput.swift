internal import ModelChecker
internal import SessionGuards
internal import Statistics
internal import Verification

/// What `guardbench verify --format json` prints.
struct VerifyOutput: Encodable {
  struct Strategy: Encodable {
    let strategy: String
    let verdict: String
    /// Why nothing was searched.
    var reason: String?
    var executionsCount: Int?
    var promises: [Sentence]?
    var searches: [Search]?
    /// What the sequential story found.
    var story: [SequentialFinding]?
    /// Nil where no whole strategy was searched.
    var codeShape: CodeShape?
  }

  struct Sentence: Encodable {
    let promise: String
    let verdict: String
    var executionsCount: Int?
    var scenariosCount: Int?
    /// How far those scenarios go.
    var tried: ScenarioReach?
  }

  struct Search: Encodable {
    let scenario: String
    let memory: String
    let search: String
    let executionsCount: Int
    let verdict: String
    /// How many assignments of participants to parts were searched.
    let placementsCount: Int
    let violation: Violation?
  }

  struct Violation: Encodable {
    let promise: String?
    let reason: String
    let schedule: String
    /// By which participant each part was played.
    let places: [Int]
    let preemptionsCount: Int
    let trace: [VerifyStep]
    let replayCommand: String
  }

  struct Order: Encodable {
    let strategy: String
    let site: String
    let order: String
    let weaker: String
    /// The scenario that breaks; nil if none does.
    let scenario: String?
    let executionsCount: Int
  }

  let outcome: String
  let strategies: [Strategy]
  let orders: [Order]
  let stresses: [StressReport]
  let crashes: [GuardCrash]
  let searchesCount: Int
  let searchesPlannedCount: Int
  let executionsCount: Int
  let seconds: Double
  let threadsCount: Int

  init(_ result: VerifyResult, _ shape: VerifyShape?) {
    outcome =
      switch result.failure {
      case nil: "proved"
      case .violation: "violated"
      case .interrupted: "interrupted"
      case .unproved, .file: "unproved"
      }
    let searched =
      result.strategies.map { Strategy($0, result.stories[$0.strategy.name]) }
      + result.plan.absences.map { absence in
        Strategy(
          strategy: absence.strategy, verdict: absence.isExempt ? "exempt" : "unverified",
          reason: absence.reason, story: result.stories[absence.strategy])
      }
    strategies = searched.map { found in
      var found = found
      found.codeShape = shape?.codeShape(of: found.strategy)
      return found
    }
    orders = result.weakenings.map(Order.init)
    stresses = result.stresses
    crashes = result.crashes
    searchesCount = result.searchesDone
    searchesPlannedCount = result.plan.jobs.count
    executionsCount = result.executions
    seconds = result.seconds
    threadsCount = result.threadsCount
  }
}

extension VerifyOutput.Strategy {
  fileprivate init(_ found: StrategyFindings, _ story: [SequentialFinding]?) {
    self.story = story
    strategy = found.strategy.name
    verdict = found.verdict.rawValue
    executionsCount = found.executions
    promises = Promise.allCases.map { VerifyOutput.Sentence($0, found.judgement(of: $0)) }
    searches = found.findings.map(VerifyOutput.Search.init)
    reason = found.unsupported?.violation?.reason
  }
}

extension VerifyOutput.Sentence {
  fileprivate init(_ promise: Promise, _ judgement: StrategyFindings.Judgement) {
    self.promise = promise.rawValue
    switch judgement {
    case .holds(let executions, let scenarios, let reach):
      verdict = "holds"
      tried = reach
      executionsCount = executions
      scenariosCount = scenarios
    case .broken: verdict = "broken"
    case .open: verdict = "open"
    case .untried: verdict = "untried"
    case .notPromised: verdict = "not-promised"
    }
  }
}

extension VerifyOutput.Search {
  fileprivate init(_ finding: Finding) {
    scenario = finding.check.scenario.name
    memory = finding.check.memory.rawValue
    search = finding.check.search.name
    executionsCount = finding.executions
    verdict = finding.verdict.rawValue
    placementsCount = finding.record.placementsCount
    violation = finding.violation.map { violation in
      VerifyOutput.Violation(
        promise: finding.broken?.rawValue, reason: violation.reason,
        schedule: "\(violation.schedule)", places: finding.record.places,
        preemptionsCount: violation.preemptions,
        trace: VerifyStep.all(violation.trace), replayCommand: finding.replayCommand)
    }
  }
}

extension VerifyOutput.Order {
  fileprivate init(_ finding: Weakener.Finding) {
    strategy = finding.strategy
    site = finding.weakening.site
    order = "\(finding.weakening.order)"
    weaker = "\(finding.weakening.weaker)"
    scenario = finding.death
    executionsCount = finding.executions
  }
}

/// What `guardbench verify --replay … --format json` prints.
struct VerifyReplayOutput: Encodable {
  let trace: [VerifyStep]
  /// What was broken; nil if nothing was.
  let reason: String?

  init(_ replay: Replay) {
    trace = VerifyStep.all(replay.trace)
    reason = replay.violation?.reason
  }
}

/// One step of an execution.
struct VerifyStep: Encodable {
  let thread: String
  let site: String
  let text: String

  static func all(_ trace: Trace) -> [VerifyStep] {
    trace.lines.map {
      VerifyStep(thread: trace.threads[$0.thread], site: $0.site, text: $0.text)
    }
  }
}
