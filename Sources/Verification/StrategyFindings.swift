internal import ModelChecker
public import SessionGuards

/// What all searches of one strategy say together, sentence by sentence of its contract.
public struct StrategyFindings: Sendable {
  /// What is known of one promise.
  public enum Judgement: Sendable {
    /// No execution of these scenarios breaks it; every one was seen.
    case holds(executions: Int, scenarios: Int, reach: ScenarioReach)
    /// Some execution breaks it; this is the simplest that was met.
    case broken(Finding)
    /// A search that would have shown it gave up, or ended at another violation.
    case open
    /// No scenario that was run has what it takes to break it.
    case untried
    /// The strategy does not promise it.
    case notPromised
  }

  public let strategy: Strategy
  public let findings: [Finding]
  /// Whether every search that was planned is among them.
  private let isWhole: Bool

  /// `plannedCount` is how many searches there were to be; none are missing if it is nil.
  public init(_ strategy: Strategy, _ findings: [Finding], plannedCount: Int? = nil) {
    self.strategy = strategy
    self.findings = findings
    isWhole = findings.count == plannedCount ?? findings.count
  }

  public var executions: Int { findings.reduce(0) { $0 + $1.executions } }

  /// What they say in one word; searches that draw their executions can only speak against it.
  public var verdict: Finding.Verdict {
    let verdicts = findings.map(\.verdict)
    if verdicts.contains(.violated) { return .violated }
    if verdicts.contains(.unsupported) { return .unsupported }
    if verdicts.contains(.unfinished) || !isWhole { return .unfinished }
    return verdicts.contains(.proved) ? .proved : .unbroken
  }

  public func judgement(of promise: Promise) -> Judgement {
    if let broken = simplest(findings.filter { $0.verdict == .violated && $0.broken == promise }) {
      return .broken(broken)
    }
    guard promise.isMade(by: strategy) else { return .notPromised }
    if !isWhole { return .open }
    let trials = findings.filter { $0.check.isExhaustive && promise.isTried(by: $0.check.scenario) }
    if trials.isEmpty { return .untried }
    guard trials.allSatisfy({ $0.verdict == .proved }) else { return .open }
    return .holds(
      executions: trials.reduce(0) { $0 + $1.executions },
      scenarios: Set(trials.map(\.check.scenario.name)).count,
      reach: ScenarioReach(trials.map(\.check.scenario)))
  }

  /// For each promise that is broken, and for what breaks none, the violation to read.
  public var violations: [Finding] {
    let broken = findings.filter { $0.verdict == .violated }
    let sentences = Promise.allCases.map(Optional.some) + [nil]
    return sentences.compactMap { promise in simplest(broken.filter { $0.broken == promise }) }
  }

  /// The first search that met what the model checker cannot judge.
  public var unsupported: Finding? { findings.first { $0.verdict == .unsupported } }

  /// The one with the fewest preemptions, and of those the shortest.
  private func simplest(_ findings: [Finding]) -> Finding? {
    findings.min { $0.effort < $1.effort }
  }
}

extension Finding {
  /// What it takes to read the violation.
  fileprivate var effort: (Int, Int) {
    (violation?.preemptions ?? .max, violation?.trace.lines.count ?? .max)
  }
}
