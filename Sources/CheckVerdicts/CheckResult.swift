public import Statistics

/// The result of a check: its outcome, findings and faults.
public struct CheckResult: Sendable, Equatable {
  /// What head is compared with.
  public enum Method: Sendable, Equatable {
    /// Pairs of fresh processes in random order on one machine. The slowed control was tuned to
    /// this ratio.
    case pairs(slowdown: Double)
    /// Ratios to a reference strategy, new ones against stored ones: the weaker check.
    case storedRatios(reference: String)
  }

  public let method: Method
  /// The comparisons whose errors are bounded together.
  public let family: Family
  public let outcome: CheckOutcome
  /// The comparisons of the subjects, then the counts, then the controls.
  public let findings: [CheckFinding]
  public let faults: [CheckFault]
  /// The subjects that only head has. They are listed, and not judged.
  public let newSubjects: [CheckSubject]
  /// Whether the check could have seen a slowdown. Only such checks count in a ledger.
  public let couldReject: Bool

  package init(
    method: Method, family: Family, outcome: CheckOutcome, findings: [CheckFinding],
    faults: [CheckFault], newSubjects: [CheckSubject], couldReject: Bool
  ) {
    self.method = method
    self.family = family
    self.outcome = faults.isEmpty ? outcome : .harnessError
    self.findings = findings
    self.faults = faults
    self.newSubjects = newSubjects
    self.couldReject = couldReject && faults.isEmpty
  }

  /// The largest slowdown of any cost that is not excluded, as a ratio; infinite if none is
  /// excluded, as in a check whose data are not complete.
  public var largestSlowdownNotExcluded: Double {
    let costs = findings.filter { $0.role == .subject && $0.scale == .ratio && !$0.isExact }
    guard faults.isEmpty, let largest = costs.map(\.largestChangeNotExcluded).max() else {
      return .infinity
    }
    return largest
  }

  public var regressions: [CheckFinding] { subjectFindings(.regression) }
  public var undecided: [CheckFinding] { subjectFindings(.inconclusive) }
  public var improvements: [CheckFinding] {
    findings.filter { $0.role == .subject && $0.isImproved }
  }
  public var controls: [CheckFinding] { findings.filter { $0.role != .subject } }

  private func subjectFindings(_ verdict: CheckVerdict) -> [CheckFinding] {
    findings.filter { $0.role == .subject && $0.verdict == verdict }
  }
}

extension CheckResult {
  /// Decides by the record and the plan alone.
  public init(of record: CheckRecord, by plan: CheckPlan) {
    self.init(of: record, by: plan, rule: .standard)
  }

  package init(of record: CheckRecord, by plan: CheckPlan, rule: CheckRule) {
    let subjects = record.commonSubjects(of: plan)
    var measured = CheckMeasurements()
    var faults = record.faults + record.subjectFaults(of: plan)
    faults += record.add(.brief, of: subjects, plan: plan, to: &measured)
    if faults.isEmpty {
      let unsettled = CheckDecision(measured, of: subjects, by: plan).unsettled
      if !unsettled.isEmpty {
        faults += record.add(.fresh, of: unsettled, plan: plan, to: &measured)
      }
    }
    let exact = ExactFindings(of: record, subjects: subjects, limits: plan.exactLimits)
    faults += exact.faults
    let decision = CheckDecision(measured, of: subjects, by: plan, rule: rule)
    self.init(
      method: .pairs(slowdown: plan.slowdown), family: plan.family,
      outcome: .gravest(of: [decision.outcome] + exact.findings.map(\.verdict.outcome)),
      findings: decision.findings + exact.findings + decision.controls, faults: faults,
      newSubjects: record.newSubjects(of: plan), couldReject: decision.couldReject)
  }
}

extension CheckRecord {
  /// The subjects to measure again after the brief stage; none if all have passed.
  public func unsettledSubjects(by plan: CheckPlan) throws(CheckFault) -> [CheckSubject] {
    let subjects = commonSubjects(of: plan)
    var measured = CheckMeasurements()
    let found =
      faults + subjectFaults(of: plan) + add(.brief, of: subjects, plan: plan, to: &measured)
    if let fault = found.first { throw fault }
    return CheckDecision(measured, of: subjects, by: plan).unsettled
  }
}
