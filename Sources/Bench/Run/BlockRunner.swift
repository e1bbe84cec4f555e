internal import Probe
internal import Scenarios
internal import TrialRows
internal import Trials

/// Runs an attempt at a block: every strategy once, back to back, in shuffled order.
struct BlockRunner {
  let plan: RunPlan
  let runID: String
  let schedule: Schedule
  let launchers: TrialLaunchers
  let stop: StopSignal
  let verification: [String: StrategyVerification]

  /// The outcome of an attempt at a block.
  struct Outcome {
    var samples: [TrialRow] = []
    /// The histograms of its trials, by strategy.
    var durations: [String: CellDurations.Durations] = [:]
    /// Why the block does not count; nil if it does.
    var fault: String?
    /// The trials without a result, each with the last words of its process.
    var deaths: [Death] = []
    /// The first trial whose oracle found a violation. No further trial of the block was run.
    var failure: (trial: TrialPlan, findings: Findings)?
  }

  /// A trial whose process ended without a result.
  struct Death {
    let trial: TrialPlan
    let lastWords: String
  }

  /// Runs the attempt. It writes nothing to the disk.
  ///
  /// If a process dies, its trial has a marked row, and the other strategies are run. If no trial
  /// has a result, the cause is not a strategy, and this throws.
  func run(
    _ block: Schedule.Block, attempt: Int, _ strategies: [String],
    announce: (TrialPlan) -> Void
  ) throws(BlockFailure) -> Outcome {
    var outcome = Outcome()
    let begin = try TrialRunner.activity()
    for strategy in schedule.order(of: strategies, in: block, attempt: attempt) {
      let trial = self.trial(of: strategy, in: block, attempt: attempt)
      announce(trial)
      let place = TrialRunner.Place(
        block: block.number, position: outcome.samples.count, attempt: attempt)
      do throws(BlockFailure) {
        let (sample, result) = try runner.run(
          trial, at: place, launchers, verification: verification[strategy]?.status)
        outcome.samples.append(sample)
        outcome.durations[strategy] = result.durations
        if result.findings.count > 0 {
          outcome.failure = (trial, result.findings)
          break
        }
      } catch {
        guard case .trial(let trial, let text) = error else { throw error }
        var sample = try runner.blank(trial, place)
        sample.valid = false
        sample.invalidReason = text
        outcome.samples.append(sample)
        outcome.deaths.append(Death(trial: trial, lastWords: text))
      }
    }
    if let first = outcome.deaths.first, outcome.deaths.count == outcome.samples.count {
      throw .trial(first.trial, first.lastWords)
    }
    judge(&outcome, plan.cells[block.cell].cell, try TrialRunner.activity().since(begin))
    return outcome
  }

  private var runner: TrialRunner { TrialRunner(runID: runID, stop: stop) }

  private func trial(
    of strategy: String, in block: Schedule.Block, attempt: Int
  ) -> TrialPlan {
    let planned = plan.cells[block.cell]
    return TrialPlan(
      planned.cell, strategy: strategy, purpose: planned.purpose, seconds: planned.seconds,
      seed: schedule.seed(for: block, attempt: attempt))
  }

  /// Adds the disturbance to the rows, and marks the whole block if it does not count or if one of
  /// its trials finished nothing. A trial whose process died keeps its own reason.
  private func judge(_ outcome: inout Outcome, _ cell: Cell, _ window: ActivityWindow) {
    for index in outcome.samples.indices {
      outcome.samples[index].disturbance = window.disturbance
    }
    let empty = outcome.samples.first { !$0.valid && !$0.isDead }
    let fault =
      plan.validity.fault(in: window, cell)
      ?? empty.map { "\($0.strategy): \($0.invalidReason ?? "not valid")" }
    guard let fault else { return }
    outcome.fault = fault
    for index in outcome.samples.indices where !outcome.samples[index].isDead {
      outcome.samples[index].valid = false
      outcome.samples[index].invalidReason = fault
    }
  }
}
