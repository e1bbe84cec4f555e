internal import Measurement
internal import Probe

/// Runs one attempt at one block: every strategy once, back to back, in shuffled order.
struct BlockRunner {
  let plan: RunPlan
  let runID: String
  let schedule: Schedule
  let launchers: TrialLaunchers
  let stop: StopSignal
  /// The processors of the whole machine, whose time the validity rule shares out.
  let processorsCount: Int
  let verification: [String: StrategyVerification]

  /// What an attempt at a block yields.
  struct Outcome {
    var samples: [Sample] = []
    /// The histograms of its trials, by strategy.
    var durations: [String: CellDurations.Durations] = [:]
    /// Why the block does not count.
    var fault: String?
    /// The first trial whose oracle found something; no further trial of the block was run.
    var failure: (trial: TrialPlan, findings: Findings)?
  }

  /// Runs the attempt; nothing is on the disk yet when it returns or throws.
  func run(
    _ block: Schedule.Block, attempt: Int, _ strategies: [String],
    announce: (TrialPlan) -> Void
  ) throws(BlockFailure) -> Outcome {
    var outcome = Outcome()
    let begin = try activity()
    for strategy in schedule.order(of: strategies, in: block, attempt: attempt) {
      let trial = self.trial(of: strategy, in: block, attempt: attempt)
      announce(trial)
      var sample = try blank(trial, block, attempt, position: outcome.samples.count)
      let result = try run(trial, into: &sample)
      outcome.samples.append(sample)
      outcome.durations[strategy] = result.durations
      if result.findings.count > 0 {
        outcome.failure = (trial, result.findings)
        break
      }
    }
    judge(&outcome, plan.cells[block.cell].cell, try activity().since(begin))
    return outcome
  }

  private func trial(
    of strategy: String, in block: Schedule.Block, attempt: Int
  ) -> TrialPlan {
    let planned = plan.cells[block.cell]
    return TrialPlan(
      planned.cell, strategy: strategy, purpose: planned.purpose, seconds: planned.seconds,
      seed: schedule.seed(for: block, attempt: attempt))
  }

  /// The sample with all that is known before the trial.
  private func blank(
    _ trial: TrialPlan, _ block: Schedule.Block, _ attempt: Int, position: Int
  ) throws(BlockFailure) -> Sample {
    var sample = Sample(
      runID: runID, block: block.number, position: position, cell: trial.cell.name,
      scenario: trial.cell.scenario, tier: try tier(of: trial), strategy: trial.strategy)
    sample.attempt = attempt
    sample.seed = trial.seed
    sample.purpose = trial.purpose
    sample.verification = verification[trial.strategy]?.status
    trial.cell.describe(in: &sample)
    return sample
  }

  private func run(
    _ trial: TrialPlan, into sample: inout Sample
  ) throws(BlockFailure) -> TrialOutcome {
    guard let launcher = launchers[sample.tier] else {
      preconditionFailure("nobody runs trials of the \(sample.tier.rawValue) tier")
    }
    let begin = try activity()
    let outcome: TrialOutcome
    do {
      outcome = try launcher.run(trial, into: &sample, unless: stop)
    } catch .interrupted {
      throw .interrupted
    } catch {
      throw .trial(trial, error.description)
    }
    let window = try activity().since(begin)
    sample.stealNanoseconds = Int(window.stealNanoseconds)
    sample.foreignCPUNanoseconds = Int(window.foreignNanoseconds)
    return outcome
  }

  private func tier(of trial: TrialPlan) throws(BlockFailure) -> Tier {
    do {
      return try ScenarioCatalogue.scenario(named: trial.cell.scenario).tier
    } catch {
      throw .trial(trial, error.description)
    }
  }

  private func activity() throws(BlockFailure) -> MachineActivity {
    do {
      return try MachineActivity.now()
    } catch {
      throw .machine(error.description)
    }
  }

  /// Marks the whole block if it was disturbed.
  private func judge(_ outcome: inout Outcome, _ cell: Cell, _ window: ActivityWindow) {
    let taken = Double(window.foreignNanoseconds + window.stealNanoseconds)
    let given = Double(window.wallNanoseconds) * Double(processorsCount)
    let fault = plan.validity.fault(
      disturbance: taken / given, whereThreadsMeet: cell.hasWallVerdict)
    guard let fault else { return }
    outcome.fault = fault
    for index in outcome.samples.indices {
      outcome.samples[index].valid = false
      outcome.samples[index].invalidReason = fault
    }
  }
}

/// Why an attempt at a block yields nothing.
enum BlockFailure: Error {
  case interrupted
  case trial(TrialPlan, String)
  /// The machine does not say what a run needs to know of it.
  case machine(String)
}
