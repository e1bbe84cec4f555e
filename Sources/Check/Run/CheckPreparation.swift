internal import Bench
internal import CheckVerdicts
internal import Probe
internal import Scenarios
internal import TrialRows
internal import Trials

/// Prepares a check: finds out what it can compare within its budget, and fixes its plan.
struct CheckPreparation {
  let request: CheckRequest
  let arms: CheckArms
  let cells: [Cell]
  let subjects: [CheckSubject]
  let seed: UInt64
  let environment: RunEnvironment
  let trials: CheckTrials

  init(
    _ request: CheckRequest, _ arms: CheckArms, _ cells: [Cell], seed: UInt64, runID: String,
    _ environment: RunEnvironment
  ) throws(RunFailure) {
    self.request = request
    self.arms = arms
    self.cells = cells
    self.seed = seed
    self.environment = environment
    subjects = Self.subjects(request, arms, cells)
    guard !subjects.isEmpty else { throw .failed("neither program has a strategy to compare") }
    var seconds: [String: Double] = [:]
    for cell in cells { seconds[cell.name] = request.seconds(cell.tier) }
    trials = CheckTrials(
      arms: arms, runner: TrialRunner(runID: runID, stop: environment.stop),
      cells: Dictionary(uniqueKeysWithValues: cells.map { ($0.name, $0) }), seconds: seconds,
      injection: request.injection,
      validity: ValidityRule(
        disturbanceLimit: request.disturbanceLimit, repeatsPerBlock: 0, repeatsPerRun: 0))
  }

  /// Every watched strategy in every cell.
  private static func subjects(
    _ request: CheckRequest, _ arms: CheckArms, _ cells: [Cell]
  ) -> [CheckSubject] {
    let names = request.strategies.names(of: arms.base.guards + arms.head.guards)
    return cells.flatMap { cell in
      names.map { CheckSubject(cell: cell.name, strategy: $0) }
    }
  }

  /// The subjects that a program has.
  func subjects(of arm: CheckArm) -> [CheckSubject] {
    subjects.filter { subject in
      trials.cells[subject.cell].map { arms[arm].has(subject, in: $0) } ?? false
    }
  }

  /// The record before anything is measured: only which program has which subject.
  var record: CheckRecord {
    CheckRecord(trials: [], baseSubjects: subjects(of: .base), headSubjects: subjects(of: .head))
  }

  /// The plan of a check that measures nothing, because a subject is missing.
  var planOfNothing: CheckPlan {
    CheckPlan(subjects: subjects, briefPairsCount: 0, freshPairsCount: 0)
  }

  var common: [CheckSubject] { record.commonSubjects(of: planOfNothing) }

  /// The subject that both controls run: the first one outside the server tier. In a server's cell
  /// a slower guard need not raise wall time.
  private var control: CheckSubject {
    common.first { trials.cells[$0.cell]?.tier != .server } ?? common[0]
  }

  /// Counts instructions, tunes the control and plans the pairs; reports what is left out.
  ///
  /// A budget that is too short on any machine is a usage error. If it is too short only here, as
  /// the machine is slow or busy, the plan has no pairs.
  func setting(_ observer: inout some CheckObserver) throws -> CheckSetting {
    let control = control
    try refuseTooShort(control)
    guard let cell = trials.cells[control.cell] else { preconditionFailure("no such cell") }
    var counts: [ExactCount] = []
    if request.countsInstructions {
      observer.began("counting instructions in both programs")
      counts = try InstructionCounts(arms: arms, stop: environment.stop).all(of: common)
    }
    // Builds and counts come before the budget: only what scatters is paid from it.
    let begin = ContinuousClock.now
    observer.began("measuring how long a pair takes")
    var warmUp = try warmUp(&observer)
    var plan = plan(control, cell, warmUp)
    observer.began("tuning the control to a slowdown that must be seen")
    var trials = trials
    trials.slowdownSteps = try slowdownSteps(control, plan, &warmUp.times)
    let each = warmUp.times.each(of: common, by: plan)
    let spent = (ContinuousClock.now - begin) / .seconds(1)
    let pairs =
      request.pairs.map { CheckPlan.stages(ofPairs: 3 * $0) }
      ?? plan.pairsCounts(inSeconds: request.budgetSeconds - spent, each)
    var needed: Double?
    if pairs.brief >= plan.leastPairsCount {
      plan.briefPairsCount = pairs.brief
      plan.freshPairsCount = pairs.fresh
    } else if let asked = request.pairs {
      throw tooFew("--pairs \(asked)", plan, give: "as many")
    } else {
      needed = spent + plan.seconds(plan.leastPairsCounts, each)
      // Allocations are taken from pairs, and there are none.
      plan.exactLimits.removeAll { $0 == .allocations }
    }
    return CheckSetting(
      plan: plan, trials: trials, counts: counts, times: warmUp.times, neededSeconds: needed)
  }

  /// Refuses, before anything is measured, a budget that is shorter than the fewest trials alone.
  private func refuseTooShort(_ control: CheckSubject) throws(UsageError) {
    if request.pairs != nil { return }
    let plan = CheckPlan(
      subjects: subjects, gates: Self.gates, briefPairsCount: 0, freshPairsCount: 0)
    func pair(_ subject: CheckSubject) -> Double { 2 * (trials.seconds[subject.cell] ?? 0) }
    let each = CheckPlan.PairSeconds(
      subjects: common.reduce(0) { $0 + pair($1) }, control: pair(control))
    let needed = plan.seconds(plan.leastPairsCounts, each)
    guard needed > request.budgetSeconds else { return }
    throw tooFew(
      "--budget \(Int(request.budgetSeconds))s", plan, give: "more than \(Int(needed))s")
  }

  private func tooFew(_ asked: String, _ plan: CheckPlan, give: String) -> UsageError {
    let count = plan.subjects.count
    let fewer = count == 1 ? "" : ", or name fewer than these \(count) strategies and cells"
    return .other(
      "\(asked): under \(plan.gates.count) gates each strategy takes at least"
        + " \(plan.leastPairsCount) pairs in each cell, twice that when it is measured again:"
        + " give \(give)\(fewer)")
  }
}

extension Cell {
  /// The tier of its scenario.
  var tier: Tier { (try? ScenarioCatalogue.scenario(named: scenario).tier) ?? .guard }
}
