internal import CheckVerdicts
internal import TrialRows
internal import Trials

extension CheckPreparation {
  /// The results of the first pair of each cell.
  struct WarmUp {
    var times = PairTimes()
    var countsAllocations = true
    var countsFutexes = true
  }

  /// Runs one pair in each cell for each purpose, to learn how long a pair takes and which metrics
  /// both programs count.
  func warmUp(_ observer: inout some CheckObserver) throws -> WarmUp {
    var warmUp = WarmUp()
    warmUp.countsFutexes = cells.allSatisfy { $0.tier == .guard }
    for cell in cells {
      guard let subject = common.first(where: { $0.cell == cell.name }) else { continue }
      let purposes: [TrialPurpose] = warmUp.countsFutexes ? [.cost, .futexes] : [.cost]
      for purpose in purposes {
        let begin = ContinuousClock.now
        let pair = pair(.subject, subject, purpose)
        let trials = try trials.run(pair, in: .brief)
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

  /// The gates of every check. A check that counts futex waits has a gate for them as well.
  static let gates: [CheckGate] = [.cpu, .wall, .voluntarySwitches]

  func plan(_ control: CheckSubject, _ cell: Cell, _ warmUp: WarmUp) -> CheckPlan {
    var limits: [ExactLimit] = []
    if request.countsInstructions { limits.append(.instructions) }
    if warmUp.countsAllocations { limits.append(.allocations) }
    var gates = Self.gates
    if warmUp.countsFutexes { gates.append(.futexWaits) }
    return CheckPlan(
      subjects: subjects, gates: gates, exactLimits: limits, briefPairsCount: 0,
      freshPairsCount: 0, control: control,
      controlGates: cell.tier == .server ? [.cpu] : [.cpu, .wall])
  }

  func slowdownSteps(
    _ control: CheckSubject, _ plan: CheckPlan, _ times: inout PairTimes
  ) throws -> Int {
    let pair = pair(.slowed, control, .cost)
    var noted = times
    defer { times = noted }
    let tuning = SlowdownTuning(
      pairsCount: 5, aim: SlowdownTuning.aim(for: plan.slowdown), gates: plan.controlGates
    ) { steps throws(RunFailure) in
      var trials = trials
      trials.slowdownSteps = steps
      let begin = ContinuousClock.now
      defer { noted.note(pair, seconds: (ContinuousClock.now - begin) / .seconds(1)) }
      return try trials.run(pair, in: .brief)
    }
    return try tuning.find()
  }

  private func pair(
    _ role: CheckRole, _ subject: CheckSubject, _ purpose: TrialPurpose
  ) -> CheckSchedule.Pair {
    CheckSchedule.Pair(
      role: role, subject: subject, purpose: purpose, number: 0, arms: [.base, .head], seed: seed)
  }
}

extension [CheckTrial] {
  /// Whether both programs count a quantity. Fails if only base does, as a growth in head would not
  /// be seen.
  fileprivate func allTell(
    _ count: KeyPath<TrialRow, Int?>, _ name: String
  ) throws(RunFailure) -> Bool {
    let telling = Set(filter { $0.sample[keyPath: count] != nil }.map(\.arm))
    guard telling != [.base] else { throw .failed("base counts \(name), and head does not") }
    return telling == [.base, .head]
  }
}
