internal import Synchronization

/// What is left to do and what was found, shared by the threads of a verification.
final class VerifyBoard: Sendable {
  /// Does the job of that number; nil when a stop was asked for.
  typealias Doing = @Sendable (_ job: VerifyJob, _ number: Int) throws -> VerifyOutcome?

  private struct State {
    var taken = 0
    var outcomes: [VerifyOutcome?]
    var done = 0
    var doneWeight = 0.0
    var executions = 0
    var current = ""
    /// Why the verification cannot go on.
    var failure: (any Error)?
  }

  private let plan: VerifyPlan
  private let isStopped: @Sendable () -> Bool
  private let run: Doing
  /// Places in the plan, the heaviest jobs first, so that none of them is begun last.
  private let order: [Int]
  private let totalWeight: Double
  private let state: Mutex<State>

  init(
    _ plan: VerifyPlan, isStopped: @escaping @Sendable () -> Bool, _ run: @escaping Doing
  ) {
    self.plan = plan
    self.run = run
    self.isStopped = isStopped
    let weights = plan.jobs.map(\.weight)
    order = weights.indices.sorted { weights[$0] > weights[$1] }
    totalWeight = weights.reduce(0, +)
    state = Mutex(State(outcomes: weights.map { _ in nil }))
  }

  /// Does jobs until none is left or a stop is asked for; any number of threads do so at once.
  func work() {
    while !isStopped(), let place = take() {
      do {
        // A search that was stopped has seen a part only.
        guard let outcome = try run(plan.jobs[place], place), !isStopped() else { return }
        put(outcome, at: place)
      } catch {
        state.withLock { state in
          state.failure = error
          state.taken = order.count
        }
      }
    }
  }

  /// What kept the verification from going on.
  var failure: (any Error)? { state.withLock(\.failure) }

  private func take() -> Int? {
    state.withLock { state in
      guard state.taken < order.count else { return nil }
      state.taken += 1
      let place = order[state.taken - 1]
      state.current = plan.jobs[place].name
      return place
    }
  }

  private func put(_ outcome: VerifyOutcome, at place: Int) {
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

  /// What came of each job, in the plan's order; nil where it is not done.
  var outcomes: [VerifyOutcome?] { state.withLock(\.outcomes) }
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
