public import Bench
internal import CheckVerdicts
internal import Foundation
internal import Probe
public import TrialRows
internal import Trials

/// One check: builds the arms, measures in two stages, decides and writes its files.
public struct CheckRun {
  private let request: CheckRequest
  private let source: CheckSource
  private let cells: [Cell]
  private let seed: UInt64
  let directory: CheckDirectory
  private let environment: RunEnvironment
  private let startedAt: Date

  /// Validates the request. Writes nothing.
  public init(
    _ request: CheckRequest, of source: CheckSource, in directory: CheckDirectory?,
    _ environment: RunEnvironment
  ) throws(UsageError) {
    self.request = request
    self.source = source
    self.environment = environment
    cells = try request.cells()
    seed = request.seed ?? .random(in: 1...999_999)
    startedAt = Date()
    self.directory = directory ?? .standard(seed: seed, at: startedAt)
  }

  /// Runs the check and returns its report.
  ///
  /// A trial that fails ends the measurement; the result names it, and nothing is judged. If the
  /// budget has no room for the fewest pairs, no pair is run, and only counts are compared.
  public func finish(_ observer: inout some CheckObserver) throws -> CheckReport {
    // Before the builds, which take minutes.
    try directory.requireEmpty()
    let arms = try CheckArms(source, unless: environment.stop) { observer.began($0) }
    let preparation = try CheckPreparation(
      request, arms, cells, seed: seed, runID: directory.url.lastPathComponent, environment)
    var record = preparation.record
    // If a subject is missing, nothing is judged, and so nothing is measured.
    let isWhole = record.subjectFaults(of: preparation.planOfNothing).isEmpty
    let setting = isWhole ? try preparation.setting(&observer) : nil
    let plan = setting?.plan ?? preparation.planOfNothing
    record.counts = setting?.counts ?? []
    var files = try CheckFiles(directory, manifest(arms, plan, setting), counts: record.counts)
    if let setting { try measure(setting, into: &record, &files, &observer) }
    return try files.finish(CheckResult(of: record, by: plan), record.trials)
  }

  /// Measures both stages; a trial that fails becomes a fault of the record.
  private func measure(
    _ setting: CheckSetting, into record: inout CheckRecord, _ files: inout CheckFiles,
    _ observer: inout some CheckObserver
  ) throws {
    let subjects = record.commonSubjects(of: setting.plan)
    try measure(.brief, subjects, setting, into: &record, &files, &observer)
    guard record.faults.isEmpty else { return }
    let unsettled: [CheckSubject]
    do {
      unsettled = try record.unsettledSubjects(by: setting.plan)
    } catch {
      // The decision reports this fault again, together with all others.
      return
    }
    if !unsettled.isEmpty {
      try measure(.fresh, unsettled, setting, into: &record, &files, &observer)
    }
  }

  private func measure(
    _ stage: CheckStage, _ subjects: [CheckSubject], _ setting: CheckSetting,
    into record: inout CheckRecord, _ files: inout CheckFiles,
    _ observer: inout some CheckObserver
  ) throws {
    let schedule = CheckSchedule(of: stage, subjects: subjects, plan: setting.plan, seed: seed)
    let begin = ContinuousClock.now
    for (index, pair) in schedule.pairs.enumerated() {
      let left = schedule.pairs.count - index
      let each =
        index > 0
        ? (ContinuousClock.now - begin) / index
        : .seconds(setting.times.seconds(of: schedule.pairs)) / schedule.pairs.count
      observer.began(
        pair, in: stage, pairsDone: index, of: schedule.pairs.count, timeLeft: each * left)
      if environment.stop.isRaised { throw interrupted(record) }
      let trials: [CheckTrial]
      do {
        trials = try setting.trials.run(pair, in: stage)
      } catch .interrupted {
        throw interrupted(record)
      } catch .failed(let line) {
        return record.faults.append(.failed(line))
      }
      try files.append(trials)
      record.trials += trials
    }
  }

  private func interrupted(_ record: CheckRecord) -> RunFailure {
    .interrupted(
      "\(record.trials.count / 2) pairs are in \(directory.path), and nothing is decided")
  }

  private func manifest(
    _ arms: CheckArms, _ plan: CheckPlan, _ setting: CheckSetting?
  ) -> CheckManifest {
    var manifest = CheckManifest(
      baseRevision: arms.baseName, headRevision: arms.headName, seed: seed,
      budgetSeconds: request.budgetSeconds, arguments: environment.arguments,
      startedAt: startedAt, plan: plan, machine: MachineRecord(environment.machine))
    manifest.headIsDirty = arms.headIsDirty
    manifest.baseTree = arms.baseTree
    manifest.headTree = arms.headTree
    for cell in cells { manifest.trialSeconds[cell.tier.rawValue] = request.seconds(cell.tier) }
    manifest.slowdownSteps = setting?.trials.slowdownSteps
    manifest.neededBudgetSeconds = setting?.neededSeconds
    return manifest
  }
}
