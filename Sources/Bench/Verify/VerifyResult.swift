internal import ModelChecker
internal import SessionGuards
public import Verification

/// What a verification found.
public struct VerifyResult: Sendable {
  public let plan: VerifyPlan
  /// Of each strategy that was put through anything, in the plan's order.
  public let strategies: [StrategyFindings]
  public let weakenings: [Weakener.Finding]
  public let searchesDone: Int
  public let executions: Int
  public let duration: Duration
  public let threadsCount: Int

  init(
    _ plan: VerifyPlan, _ outcomes: [VerifyBoard.Outcome], duration: Duration, threadsCount: Int
  ) {
    self.plan = plan
    self.duration = duration
    self.threadsCount = threadsCount
    searchesDone = outcomes.count
    var findings: [Finding] = []
    var weakenings: [Weakener.Finding] = []
    for outcome in outcomes {
      switch outcome {
      case .check(let finding): findings.append(finding)
      case .weakening(let finding): weakenings.append(finding)
      }
    }
    self.weakenings = weakenings
    strategies = plan.subjects.map { model in
      StrategyFindings(
        model.strategy, findings.filter { $0.check.model.strategy.name == model.strategy.name },
        plannedCount: plan.checksCount(of: model.strategy.name))
    }
    executions =
      findings.reduce(0) { $0 + $1.executions } + weakenings.reduce(0) { $0 + $1.executions }
  }

  public var seconds: Double { duration / .seconds(1) }

  /// Whether every search of the plan is finished.
  public var isComplete: Bool { searchesDone == plan.jobs.count }

  /// Why it is no success; nil if everything that should be proved is.
  public var failure: VerifyFailure? {
    let broken = strategies.flatMap(\.violations)
    if let first = broken.first {
      return .violation(
        strategy: first.check.model.strategy.name,
        what: first.broken?.rawValue ?? first.violation?.reason ?? "", count: broken.count)
    }
    if !isComplete { return .interrupted(done: searchesDone, planned: plan.jobs.count) }
    let unfinished = strategies.filter { $0.verdict == .unfinished }
      .map { "\($0.strategy.name): a search gave up before it had seen everything" }
    // Executions that are drawn can only speak against a guard.
    let drawn = strategies.filter { $0.verdict == .unbroken }
      .map { "\($0.strategy.name): no scenario was searched to its end" }
    let absent = plan.absences.filter { !$0.isExempt }.map { "\($0.strategy): \($0.reason)" }
    let reasons = unfinished + drawn + absent
    return reasons.isEmpty ? nil : .unproved(reasons)
  }
}

extension VerifyResult {
  /// Gives certificates to the strategies that were proved in everything that is asked for, and
  /// takes them from those that broke; reports whether the file has changed.
  public func certify(
    _ file: CertificateFile, _ sources: ProgramSources = .ofThisProgram
  ) throws(VerifyFailure) -> Bool {
    let broken = strategies.filter { $0.verdict == .violated }.map(\.strategy.name)
    return try file.update(granting: certificates(sources), withdrawing: Set(broken))
  }

  /// Those that this result is worth.
  func certificates(_ sources: ProgramSources) -> [Certificate] {
    guard plan.isWhole, isComplete else { return [] }
    return strategies.compactMap { found in
      guard found.verdict == .proved, let model = found.findings.first?.check.model,
        let digest = sources.digest(of: model)
      else { return nil }
      let proofs = found.findings.filter { $0.verdict == .proved }
      return Certificate(
        strategy: found.strategy.name, fingerprint: model.fingerprint, sources: digest,
        scenarios: Verification.Scenario.all.map(\.name),
        executionsCount: proofs.reduce(0) { $0 + $1.executions })
    }
  }
}
