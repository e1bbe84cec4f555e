package import Probe
internal import Tables
package import TrialRows
package import Trials

/// Runs one trial and fills in its row, with what other processes took of the machine meanwhile.
package struct TrialRunner {
  let runID: String
  let stop: StopSignal

  package init(runID: String, stop: StopSignal) {
    self.runID = runID
    self.stop = stop
  }

  /// The trial's place: which block or pair it belongs to, at what position, in which attempt.
  package struct Place {
    let block: Int
    let position: Int
    let attempt: Int

    package init(block: Int, position: Int, attempt: Int) {
      self.block = block
      self.position = position
      self.attempt = attempt
    }
  }

  package func run(
    _ trial: TrialPlan, at place: Place, _ launchers: TrialLaunchers,
    verification: VerificationStatus? = nil
  ) throws(BlockFailure) -> (sample: TrialRow, outcome: TrialOutcome) {
    var sample = try blank(trial, place)
    sample.verification = verification
    guard let launcher = launchers[sample.tier] else {
      preconditionFailure("there is no launcher for the \(sample.tier.rawValue) tier")
    }
    let begin = try Self.activity()
    let outcome: TrialOutcome
    do {
      outcome = try launcher.run(trial, into: &sample, unless: stop)
    } catch .interrupted {
      throw .interrupted
    } catch {
      throw .trial(trial, error.description)
    }
    let window = try Self.activity().since(begin)
    sample.throttledNanoseconds = window.throttledNanoseconds.map { Int(clamping: $0) }
    sample.stealNanoseconds = Int(window.stealNanoseconds)
    sample.foreignCPUNanoseconds = Int(window.foreignNanoseconds)
    if let fault = sample.rangeFault {
      throw .trial(trial, "its process reported an impossible value: \(fault)")
    }
    if let emptiness = sample.emptiness {
      sample.valid = false
      sample.invalidReason = emptiness
    }
    return (sample, outcome)
  }

  /// The sample with all that is known before the trial.
  package func blank(_ trial: TrialPlan, _ place: Place) throws(BlockFailure) -> TrialRow {
    var sample = TrialRow(
      runID: runID, block: place.block, position: place.position, cell: trial.cell.name,
      scenario: trial.cell.scenario, tier: try tier(of: trial), strategy: trial.strategy)
    sample.attempt = place.attempt
    sample.seed = trial.seed
    sample.purpose = trial.purpose
    trial.cell.describe(in: &sample)
    return sample
  }

  private func tier(of trial: TrialPlan) throws(BlockFailure) -> Tier {
    do {
      return try ScenarioCatalogue.scenario(named: trial.cell.scenario).tier
    } catch {
      throw .trial(trial, error.description)
    }
  }

  package static func activity() throws(BlockFailure) -> MachineActivity {
    do {
      return try MachineActivity.now()
    } catch {
      throw .machine(error.description)
    }
  }
}

extension ActivityWindow {
  /// What others took, as a share of what the processors that we may run on had to give.
  package var disturbance: Double {
    let given = Double(wallNanoseconds) * Double(processorsCount)
    return given > 0 ? Double(foreignNanoseconds + stealNanoseconds) / given : 0
  }
}
