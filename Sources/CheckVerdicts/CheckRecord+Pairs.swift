internal import Tables
internal import TrialRows

extension CheckRecord {
  /// Adds the pairs of a stage's comparisons to the measurements; returns what is missing.
  func add(
    _ stage: CheckStage, of subjects: [CheckSubject], plan: CheckPlan,
    to measured: inout CheckMeasurements
  ) -> [CheckFault] {
    let groups = Dictionary(grouping: trials.filter { $0.stage == stage }, by: { Group($0) })
    let members =
      subjects.map { (CheckRole.subject, $0, plan.gates) }
      + CheckRole.controls.map { ($0, plan.control, plan.controlGates) }
    var faults: [CheckFault] = []
    for (role, subject, gates) in members {
      for gate in gates {
        let group = Group(role: role, subject: subject, purpose: gate.purpose)
        let trials = PairedTrials(groups[group] ?? [])
        let comparison = CheckComparison(role: role, subject: subject, gate: gate)
        do {
          measured[stage, comparison] = try comparison.values(
            of: trials, stage: stage, planned: plan.pairsCount(of: role, in: stage))
        } catch {
          faults.append(error)
        }
      }
    }
    return faults.eachOnce
  }

  /// What the trials of a group have in common. A control's group has no subject, as its slowed arm
  /// has another strategy's name.
  private struct Group: Hashable {
    let role: CheckRole
    let subject: CheckSubject?
    let purpose: TrialPurpose

    init(role: CheckRole, subject: CheckSubject, purpose: TrialPurpose) {
      self.role = role
      self.subject = role == .subject ? subject : nil
      self.purpose = purpose
    }

    init(_ trial: CheckTrial) {
      self.init(role: trial.role, subject: trial.subject, purpose: trial.sample.purpose)
    }
  }
}

extension CheckComparison {
  /// The values of the pairs under the gate. Throws unless they are the planned pairs and all have
  /// the metric.
  fileprivate func values(
    of trials: PairedTrials, stage: CheckStage, planned: Int
  ) throws(CheckFault) -> PairedValues {
    let name = role == .subject ? "\(subject)" : "control (\(role.rawValue))"
    guard trials.arePlanned(planned) else {
      throw .pairsCount(of: name, stage: stage, planned: planned, found: trials.numbers.count)
    }
    var values = PairedValues(disturbedCount: trials.disturbedCount)
    var missingCount = 0
    for pair in trials.pairs {
      let base = gate.value(of: pair.base)
      let head = gate.value(of: pair.head)
      if let base, let head { values.pairs.append((base, head)) }
      missingCount += (base == nil ? 1 : 0) + (head == nil ? 1 : 0)
    }
    if missingCount > 0 {
      throw .noValue(of: name, metric: gate.metric, trialsCount: missingCount)
    }
    return values
  }
}
