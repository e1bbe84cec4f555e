import Probe
import Statistics
import Synchronization
import TrialRows
import Trials

/// Runs no trial: every strategy has its cost, and what is to go wrong goes wrong at its turn.
final class ScriptedLauncher: TrialLauncher {
  enum Turn {
    case failure(TrialFailure)
    case findings(Findings)
    /// A stop signal comes, and the trial goes on all the same.
    case stop
    /// The trial's process reports something else.
    case changed(@Sendable (inout TrialRow) -> Void)
  }

  private let turns: [Int: Turn]
  private let strategies: [String: Turn]
  private let turn: @Sendable (TrialPlan, Int) -> Turn?
  private let count = Mutex(0)

  /// `turns` says what happens instead of a result at the n-th trial, from 0; `strategies` what
  /// happens at every trial of a strategy; `turn` what happens at a trial of a block.
  init(
    _ turns: [Int: Turn] = [:], strategies: [String: Turn] = [:],
    turn: @escaping @Sendable (TrialPlan, Int) -> Turn? = { _, _ in nil }
  ) {
    self.turns = turns
    self.strategies = strategies
    self.turn = turn
  }

  /// How many trials were asked for.
  var trialsCount: Int { count.withLock { $0 } }

  func run(
    _ plan: TrialPlan, into sample: inout TrialRow, unless stop: StopSignal
  ) throws(TrialFailure) -> TrialOutcome {
    let number = count.withLock { count in
      count += 1
      return count - 1
    }
    sample.operationsCount = 1000
    sample.cpuNanoseconds = 10_000 + 1000 * plan.strategy.count
    sample.wallNanoseconds = sample.cpuNanoseconds
    switch turns[number] ?? strategies[plan.strategy] ?? turn(plan, sample.block) {
    case .failure(let failure): throw failure
    case .findings(let findings):
      sample.violationsCount = findings.count
      return TrialOutcome(findings)
    case .stop:
      stop.raise()
      return TrialOutcome()
    case .changed(let change):
      change(&sample)
      return TrialOutcome(durations: Self.durations(plan))
    case nil: return TrialOutcome(durations: Self.durations(plan))
    }
  }

  /// Where sessions end: one duration per trial, which tells its strategy and block apart.
  static func durations(_ plan: TrialPlan) -> CellDurations.Durations {
    guard plan.cell.scenario == "churn" else { return [:] }
    var histogram = LatencyHistogram()
    histogram.record(UInt64(1000 * plan.strategy.count))
    return [.closeToReuse: histogram]
  }
}
