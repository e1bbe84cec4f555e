/// The decision of a check: judges the measurements by the plan that was fixed before.
struct CheckDecision: Sendable {
  let plan: CheckPlan
  let rule: CheckRule
  /// The findings of every comparison of subjects, from the stage that counts for it.
  private(set) var findings: [CheckFinding] = []
  /// The subjects that the brief stage leaves unsettled, as a comparison is flagged or too wide.
  private(set) var unsettled: [CheckSubject] = []
  /// The findings of the controls in each stage that took place.
  private(set) var controls: [CheckFinding] = []

  /// Judges the subjects that both revisions have.
  package init(
    _ measured: CheckMeasurements, of subjects: [CheckSubject], by plan: CheckPlan,
    rule: CheckRule = .standard
  ) {
    self.plan = plan
    self.rule = rule
    var stages: [CheckStage] = [.brief]
    for subject in subjects {
      let brief = judge(.subject, subject, measured, [.brief])
      if brief.allSatisfy({ $0.verdict == .pass }) {
        findings += brief
        continue
      }
      unsettled.append(subject)
      stages = [.brief, .fresh]
      findings += judge(.subject, subject, measured, rule.stagesOfUnsettled)
    }
    controls = stages.flatMap { stage in
      CheckRole.controls.flatMap { judge($0, plan.control, measured, [stage]) }
    }
  }

  private func judge(
    _ role: CheckRole, _ subject: CheckSubject, _ measured: CheckMeasurements,
    _ stages: [CheckStage]
  ) -> [CheckFinding] {
    let gates = role == .subject ? plan.gates : plan.controlGates
    return gates.map { gate in
      let comparison = CheckComparison(role: role, subject: subject, gate: gate)
      let values = stages.reduce(PairedValues()) { $0 + measured[$1, comparison] }
      var finding = rule.finding(
        comparison, values, stage: stages.last ?? .brief, confidence: plan.confidence(of: role))
      if role != .subject { finding.control = rule.state(of: finding, slowdown: plan.slowdown) }
      return finding
    }
  }

  /// The outcome of the comparisons and the controls.
  var outcome: CheckOutcome {
    var outcomes = findings.map(\.verdict.outcome)
    for control in controls where rule.heedsControls {
      switch control.control {
      case .broken: outcomes.append(.instrumentInvalid)
      case .blind: outcomes.append(.inconclusive)
      case .kept, nil: break
      }
    }
    return .gravest(of: outcomes)
  }

  /// Whether the check could have seen a slowdown: the slowed arm was flagged, identical arms were
  /// not, and every cost would have been flagged if head had been slower in every pair by as much
  /// as the slowed arm is at least.
  var couldReject: Bool {
    !findings.isEmpty
      && controls.allSatisfy { $0.control == .kept || $0.role != .slowed && $0.control == .blind }
      && findings.allSatisfy { $0.scale != .ratio || $0.wouldShow(plan.slowdown) }
  }
}

extension CheckFinding {
  /// Whether the same pairs, with head slower by that ratio in each, are a regression. The ends of
  /// an interval are the changes of two of its pairs, and move with them.
  fileprivate func wouldShow(_ slowdown: Double) -> Bool {
    changeLow.map { $0 * slowdown > regressionLimit } ?? false
  }
}
