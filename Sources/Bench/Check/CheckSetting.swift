internal import Measurement
internal import Probe

/// All that is fixed before a check's first pair.
struct CheckSetting {
  let plan: CheckPlan
  let trials: CheckTrials
  let counts: [ExactCount]
  let times: PairTimes
}

/// Finds out what a check can compare in its budget, and fixes it.
struct CheckPreparation {
  let request: CheckRequest
  let arms: CheckArms
  let cells: [Cell]
  let subjects: [CheckSubject]
  let seed: UInt64
  let environment: CheckEnvironment
  private let begin = ContinuousClock.now
  let trials: CheckTrials

  init(
    _ request: CheckRequest, _ arms: CheckArms, _ cells: [Cell], seed: UInt64, runID: String,
    _ environment: CheckEnvironment
  ) throws(CheckFailure) {
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
      processorsCount: environment.machine.processorsCount,
      injection: request.injection,
      validity: ValidityRule(
        disturbanceLimit: request.disturbanceLimit, repeatsPerBlock: 0, repeatsPerRun: 0))
  }

  /// Every strategy in every cell; of those that are not named, whatever either program has.
  private static func subjects(
    _ request: CheckRequest, _ arms: CheckArms, _ cells: [Cell]
  ) -> [CheckSubject] {
    var names: [String] = []
    for name in request.strategies ?? arms.base.guards + arms.head.guards
    where !names.contains(name) { names.append(name) }
    return cells.flatMap { cell in
      names.map { CheckSubject(cell: cell.name, strategy: $0) }
    }
  }

  /// What a program has of the subjects.
  func subjects(of arm: CheckArm) -> [CheckSubject] {
    subjects.filter { subject in
      trials.cells[subject.cell].map { arms[arm].has(subject, in: $0) } ?? false
    }
  }

  /// What is known before anything is measured.
  var record: CheckRecord {
    CheckRecord(trials: [], baseSubjects: subjects(of: .base), headSubjects: subjects(of: .head))
  }

  /// The plan of a check that measures nothing, as something is missing.
  var planOfNothing: CheckPlan {
    CheckPlan(subjects: subjects, briefPairsCount: 0, freshPairsCount: 0)
  }

  private var common: [CheckSubject] { record.commonSubjects(of: planOfNothing) }

  /// What both controls run: the first subject whose every cost a slow guard raises, which in a
  /// server's cell is not known of wall time.
  private var control: CheckSubject {
    common.first { trials.cells[$0.cell]?.tier != .server } ?? common[0]
  }

  /// Counts, tunes and plans; tells what is left out.
  func setting(_ observer: inout some CheckObserver) throws -> CheckSetting {
    let control = control
    guard let cell = trials.cells[control.cell] else { preconditionFailure("no such cell") }
    var counts: [ExactCount] = []
    if request.countsInstructions {
      observer.began("counting instructions of \(common.count) strategies in both programs")
      counts = try InstructionCounts(arms: arms, stop: environment.stop).all(of: common)
    }
    observer.began("measuring how long a pair takes")
    let warmUp = try warmUp(&observer)
    var plan = plan(control, cell, warmUp)
    observer.began("tuning the control to a slowdown that must be seen")
    var trials = trials
    trials.slowdownSteps = try slowdownSteps(control, plan)
    let each = warmUp.times.each(of: common, by: plan)
    let spent = (ContinuousClock.now - begin) / .seconds(1)
    let pairs =
      request.pairs.map { CheckPlan.stages(ofPairs: 3 * $0) }
      ?? plan.pairsCounts(inSeconds: request.budgetSeconds - spent, each)
    guard pairs.brief >= plan.leastPairsCount else { throw tooShort(plan, each, spent) }
    plan.briefPairsCount = pairs.brief
    plan.freshPairsCount = pairs.fresh
    return CheckSetting(plan: plan, trials: trials, counts: counts, times: warmUp.times)
  }

  private func tooShort(
    _ plan: CheckPlan, _ each: CheckPlan.PairSeconds, _ spent: Double
  ) -> UsageError {
    let least = Int((spent + plan.seconds(plan.leastPairsCounts, each)).rounded(.up)) + 1
    let asked = request.pairs.map { "--pairs \($0)" } ?? "--budget \(Int(request.budgetSeconds))s"
    return .other(
      "\(asked): \(plan.subjects.count) strategies and cells under"
        + " \(plan.gates.count) gates take at least \(plan.leastPairsCount) pairs each, twice that"
        + " when they are measured again: give some \(least)s, or name fewer")
  }
}

extension CheckPreparation {
  /// What the first pairs of each cell told.
  private struct WarmUp {
    var times = PairTimes()
    var countsAllocations = true
    var countsFutexes = true
  }

  /// Runs a pair of everything that may be measured, to see that it can be and how long it takes.
  private func warmUp(_ observer: inout some CheckObserver) throws -> WarmUp {
    var warmUp = WarmUp()
    warmUp.countsFutexes = cells.allSatisfy { $0.tier == .guard }
    for cell in cells {
      guard let subject = common.first(where: { $0.cell == cell.name }) else { continue }
      let purposes: [TrialPurpose] = warmUp.countsFutexes ? [.cost, .futexes] : [.cost]
      for purpose in purposes {
        let begin = ContinuousClock.now
        let pair = pair(.subject, subject, purpose)
        let trials = try run(pair, trials)
        warmUp.times.note(pair, seconds: (ContinuousClock.now - begin) / .seconds(1))
        switch purpose {
        case .futexes where try !trials.allTell(\.futexWaitsCount, "futex waits"):
          warmUp.countsFutexes = false
        case .cost where try !trials.allTell(\.allocationsCount, "allocations"):
          warmUp.countsAllocations = false
        default: break
        }
      }
    }
    if !warmUp.countsFutexes {
      observer.noted("futex waits are not compared: they are not counted here")
    }
    if !warmUp.countsAllocations {
      observer.noted("allocations are not compared: the programs do not count them")
    }
    return warmUp
  }

  private func plan(_ control: CheckSubject, _ cell: Cell, _ warmUp: WarmUp) -> CheckPlan {
    var limits: [ExactLimit] = []
    if request.countsInstructions { limits.append(.instructions) }
    if warmUp.countsAllocations { limits.append(.allocations) }
    var gates: [CheckGate] = [.cpu, .wall, .voluntarySwitches]
    if warmUp.countsFutexes { gates.append(.futexWaits) }
    return CheckPlan(
      subjects: subjects, gates: gates, exactLimits: limits, briefPairsCount: 0,
      freshPairsCount: 0, control: control,
      controlGates: cell.tier == .server ? [.cpu] : [.cpu, .wall])
  }

  private func slowdownSteps(_ control: CheckSubject, _ plan: CheckPlan) throws -> Int {
    let pair = pair(.slowed, control, .cost)
    let tuning = SlowdownTuning(
      pairsCount: 5, aim: SlowdownTuning.aim(for: plan.slowdown), gates: plan.controlGates
    ) { steps throws(PairFailure) in
      var trials = trials
      trials.slowdownSteps = steps
      return try trials.run(pair, in: .brief)
    }
    do {
      return try tuning.find()
    } catch {
      throw error.checkFailure
    }
  }

  private func run(
    _ pair: CheckSchedule.Pair, _ trials: CheckTrials
  ) throws(CheckFailure) -> [CheckTrial] {
    do {
      return try trials.run(pair, in: .brief)
    } catch {
      throw error.checkFailure
    }
  }

  private func pair(
    _ role: CheckRole, _ subject: CheckSubject, _ purpose: TrialPurpose
  ) -> CheckSchedule.Pair {
    CheckSchedule.Pair(
      role: role, subject: subject, purpose: purpose, number: 0, arms: [.base, .head], seed: seed)
  }
}

extension [CheckTrial] {
  /// Whether both programs count something. That head counts it no more is a fault, as what it
  /// needs of it would go unseen.
  fileprivate func allTell(
    _ count: KeyPath<Sample, Int?>, _ name: String
  ) throws(CheckFailure) -> Bool {
    let telling = Set(filter { $0.sample[keyPath: count] != nil }.map(\.arm))
    guard telling != [.base] else { throw .failed("base counts \(name), and head does not") }
    return telling == [.base, .head]
  }
}

extension Cell {
  /// The tier of its scenario.
  var tier: Tier { (try? ScenarioCatalogue.scenario(named: scenario).tier) ?? .guard }
}
