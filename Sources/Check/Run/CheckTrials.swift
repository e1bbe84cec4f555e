internal import Bench
internal import CheckVerdicts
internal import Probe
internal import Scenarios
internal import TrialRows
internal import Trials

/// Runs the trials of a check's pairs.
struct CheckTrials {
  let arms: CheckArms
  let runner: TrialRunner
  let cells: [String: Cell]
  /// The seconds of a trial in each cell.
  let seconds: [String: Double]
  /// The slowdown of the subjects; only in studies of the check.
  var injection: CheckRequest.Injection?
  /// The number of steps by which the control is slowed down.
  var slowdownSteps = 0

  /// Judges both arms of a pair by how much of the machine other processes took meanwhile.
  let validity: ValidityRule

  /// Runs both arms of a pair one after the other; marks both trials as not valid if the pair was
  /// disturbed.
  func run(
    _ pair: CheckSchedule.Pair, in stage: CheckStage
  ) throws(RunFailure) -> [CheckTrial] {
    guard let cell = cells[pair.subject.cell] else {
      preconditionFailure("\(pair.subject) has no cell")
    }
    var trials: [CheckTrial] = []
    do {
      let begin = try TrialRunner.activity()
      for (position, arm) in pair.arms.enumerated() {
        let place = TrialRunner.Place(block: pair.number, position: position, attempt: 0)
        let trial = TrialPlan(
          cell, strategy: strategy(of: pair, arm), purpose: pair.purpose,
          seconds: seconds[cell.name] ?? 0, seed: pair.seed)
        var (sample, outcome) = try runner.run(
          trial, at: place, arms.launchers(pair.role == .subject ? arm : .base))
        if outcome.findings.count > 0 {
          // Both arms of a control are base.
          let side = pair.role == .subject ? arm : .base
          throw RunFailure.violation(
            strategy: pair.subject.strategy, cell: "\(cell.name) of \(side.rawValue)",
            outcome.findings.first, count: outcome.findings.count)
        }
        if pair.role == .subject { sample.strategy = pair.subject.strategy }
        trials.append(CheckTrial(stage: stage, role: pair.role, arm: arm, sample: sample))
      }
      let window = try TrialRunner.activity().since(begin)
      let fault = validity.fault(in: window, cell)
      if let fault { Self.mark(&trials, fault) }
    } catch let failure as RunFailure {
      throw failure
    } catch let failure as BlockFailure {
      let role = pair.role == .subject ? "" : ", control (\(pair.role.rawValue))"
      throw RunFailure(failure, in: role, interrupted: .interrupted("nothing was measured"))
    } catch {
      preconditionFailure("\(error)")
    }
    return trials
  }

  private static func mark(_ trials: inout [CheckTrial], _ fault: String) {
    for index in trials.indices {
      trials[index].sample.valid = false
      trials[index].sample.invalidReason = fault
    }
  }

  /// The name of the strategy that a program is asked to run. The slowed arm of a control has the
  /// name of the slowed guard.
  private func strategy(of pair: CheckSchedule.Pair, _ arm: CheckArm) -> String {
    let name = pair.subject.strategy
    switch (pair.role, arm) {
    case (.slowed, .head): return Slowdown.name(of: name, steps: slowdownSteps)
    case (.subject, _):
      guard let injection else { return name }
      let steps = arm == .base ? injection.baseSteps : injection.headSteps
      return Slowdown.name(of: name, steps: steps)
    default: return name
    }
  }
}
