internal import ModelChecker
internal import Synchronization
internal import Verification

/// What is left to search and what was found, shared by the threads that search.
final class VerifyBoard: Sendable {
  /// What came of one job.
  enum Outcome: Sendable {
    case check(Finding)
    case weakening(Weakener.Finding)
  }

  private struct State {
    var taken = 0
    var outcomes: [Outcome?]
    var done = 0
    var doneWeight = 0.0
    var executions = 0
    var current = ""
  }

  private let plan: VerifyPlan
  private let isStopped: @Sendable () -> Bool
  /// Places in the plan, the heaviest jobs first, so that none of them is begun last.
  private let order: [Int]
  private let totalWeight: Double
  private let state: Mutex<State>

  init(_ plan: VerifyPlan, isStopped: @escaping @Sendable () -> Bool) {
    self.plan = plan
    self.isStopped = isStopped
    let weights = plan.jobs.map(\.weight)
    order = weights.indices.sorted { weights[$0] > weights[$1] }
    totalWeight = weights.reduce(0, +)
    state = Mutex(State(outcomes: weights.map { _ in nil }))
  }

  /// Searches until nothing is left or a stop is asked for; any number of threads do so at once.
  func work() {
    while !isStopped(), let place = take() {
      let outcome = run(plan.jobs[place])
      // A search that was stopped has seen a part only.
      if isStopped() { return }
      put(outcome, at: place)
    }
  }

  private func take() -> Int? {
    state.withLock { state in
      guard state.taken < order.count else { return nil }
      state.taken += 1
      let place = order[state.taken - 1]
      state.current = plan.jobs[place].name
      return place
    }
  }

  private func run(_ job: VerifyJob) -> Outcome {
    switch job {
    case .check(let check):
      return .check(check.run(limit: plan.executionLimit, isWithdrawn: isStopped))
    case .weakening(let model, let weakening):
      var setting = Setting()
      setting.executionLimit = plan.executionLimit
      setting.isWithdrawn = isStopped
      let weakener = Weakener(Verification.Scenario.all, setting)
      return .weakening(weakener.judge(model, weakening))
    }
  }

  private func put(_ outcome: Outcome, at place: Int) {
    let weight = plan.jobs[place].weight
    state.withLock { state in
      state.outcomes[place] = outcome
      state.done += 1
      state.doneWeight += weight
      state.executions += outcome.executions
    }
  }

  var progress: VerifyProgress {
    state.withLock { state in
      VerifyProgress(
        searchesDone: state.done, searchesPlanned: order.count, executions: state.executions,
        share: totalWeight > 0 ? state.doneWeight / totalWeight : 1, current: state.current)
    }
  }

  /// What was found so far, in the plan's order.
  var outcomes: [Outcome] { state.withLock { state in state.outcomes.compactMap { $0 } } }
}

extension VerifyBoard.Outcome {
  fileprivate var executions: Int {
    switch self {
    case .check(let finding): finding.executions
    case .weakening(let finding): finding.executions
    }
  }
}

/// How far a verification is.
public struct VerifyProgress: Sendable {
  public let searchesDone: Int
  public let searchesPlanned: Int
  public let executions: Int
  /// A guess of how much of the work is done.
  public let share: Double
  /// What was begun last.
  public let current: String

  public var isOver: Bool { searchesDone == searchesPlanned }
}
