internal import ModelChecker
internal import SessionGuards
public import Verification

/// What a verification found.
public struct VerifyResult: Sendable {
  public let plan: VerifyPlan
  /// Of each strategy that was put through anything, in the plan's order.
  public let strategies: [StrategyFindings]
  public let weakenings: [Weakener.Finding]
  /// What the sequential story found, by strategy.
  public let stories: [String: [SequentialFinding]]
  public let stresses: [StressReport]
  /// The guards whose process ended.
  public let crashes: [GuardCrash]
  public let searchesDone: Int
  public let executions: Int
  public let duration: Duration
  public let threadsCount: Int

  init(
    _ plan: VerifyPlan, _ outcomes: [VerifyOutcome?], duration: Duration, threadsCount: Int
  ) {
    self.plan = plan
    self.duration = duration
    self.threadsCount = threadsCount
    searchesDone = outcomes.count { $0 != nil }
    var findings: [Finding] = []
    var weakenings: [Weakener.Finding] = []
    var stories: [String: [SequentialFinding]] = [:]
    var stresses: [StressReport] = []
    var crashes: [GuardCrash] = []
    for (job, outcome) in zip(plan.jobs, outcomes) {
      switch (job, outcome) {
      case (.check(let check), .check(let record)): findings.append(Finding(check, record))
      case (_, .weakenings(let found)): weakenings += found
      case (_, .story(let found)): stories[job.strategy] = found
      case (_, .stress(let found)): stresses += found
      case (_, .crash(let crash)): crashes.append(crash)
      case (_, .check), (_, .replay), (_, nil): break
      }
    }
    self.weakenings = weakenings
    self.stories = stories
    self.stresses = stresses
    self.crashes = crashes
    strategies = plan.subjects.map { model in
      StrategyFindings(
        model.strategy, findings.filter { $0.check.model.strategy.name == model.strategy.name },
        plannedCount: plan.checksCount(of: model.strategy.name))
    }
    executions = outcomes.reduce(0) { $0 + ($1?.executions ?? 0) }
  }

  public var seconds: Double { duration / .seconds(1) }

  /// Whether every search of the plan is finished.
  public var isComplete: Bool { searchesDone == plan.jobs.count }

  /// Why it is no success; nil if everything that should be proved is.
  public var failure: VerifyFailure? {
    if let violation { return violation }
    if !isComplete { return .interrupted(done: searchesDone, planned: plan.jobs.count) }
    let crashed = crashes.map { "\($0.strategy): \($0)" }
    let names = Set(crashes.map(\.strategy))
    let unjudged = strategies.compactMap { found in
      found.unsupported.map { "\(found.strategy.name): \($0.violation?.reason ?? "")" }
    }
    let unfinished =
      strategies
      .filter { $0.verdict == .unfinished && !names.contains($0.strategy.name) }
      .map { "\($0.strategy.name): a search gave up before it had seen everything" }
    // Executions that are drawn can only speak against a guard.
    let drawn = strategies.filter { $0.verdict == .unbroken }
      .map { "\($0.strategy.name): no scenario was searched to its end" }
    let absent = plan.absences.filter { !$0.isExempt }.map { "\($0.strategy): \($0.reason)" }
    let reasons = crashed + unjudged + unfinished + drawn + absent
    return reasons.isEmpty ? nil : .unproved(reasons)
  }

  /// The first broken promise, of the model, the story or the stress, and how many there are.
  private var violation: VerifyFailure? {
    let modelled = strategies.flatMap(\.violations).map {
      ($0.check.model.strategy.name, $0.broken?.rawValue ?? $0.violation?.reason ?? "")
    }
    let told = stories.sorted { $0.key < $1.key }.flatMap { name, story in
      story.compactMap { chapter in chapter.wrong.map { (name, $0) } }
    }
    let stressed = stresses.compactMap { report in
      report.violation.map { (report.strategy, $0.reason) }
    }
    let all = modelled + told + stressed
    return all.first.map { .violation(strategy: $0.0, what: $0.1, count: all.count) }
  }

  /// Whether nothing was found against the strategy outside the model, and it did not end its
  /// process.
  func isSound(_ strategy: String) -> Bool {
    guard let story = stories[strategy] else { return false }
    return story.allSatisfy { $0.wrong == nil }
      && stresses.allSatisfy { $0.strategy != strategy || $0.violation == nil }
      && crashes.allSatisfy { $0.strategy != strategy }
  }
}

extension VerifyResult {
  /// Gives certificates to the strategies that were proved in everything that is asked for, and
  /// takes them from those that broke; reports whether the file has changed.
  public func certify(
    _ file: CertificateFile, _ sources: ProgramSources = .ofThisProgram
  ) throws(VerifyFailure) -> Bool {
    let unsound = strategies.filter { found in
      let name = found.strategy.name
      return found.verdict == .violated || found.verdict == .unsupported
        || crashes.contains { $0.strategy == name }
        || stresses.contains { $0.strategy == name && $0.violation != nil }
        || stories[name]?.contains { $0.wrong != nil } == true
    }
    return try file.update(
      granting: certificates(sources), withdrawing: Set(unsound.map(\.strategy.name)),
      carried: Set(sources.certificates.map(\.strategy)))
  }

  /// Those that this result is worth.
  func certificates(_ sources: ProgramSources) -> [Certificate] {
    guard plan.isWhole, isComplete else { return [] }
    return strategies.compactMap { found in
      guard found.verdict == .proved, isSound(found.strategy.name),
        let model = found.findings.first?.check.model,
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
