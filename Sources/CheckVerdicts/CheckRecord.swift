/// Everything that a check measured, as its files hold it: the decision is a function of it.
public struct CheckRecord: Sendable {
  public var trials: [CheckTrial]
  public var counts: [ExactCount]
  /// What each revision has of what the plan asks for: told by the program and not by its data, so
  /// that lost data are not taken for a new subject.
  public var baseSubjects: [CheckSubject]
  public var headSubjects: [CheckSubject]
  /// What went wrong while measuring.
  public var faults: [CheckFault]

  public init(
    trials: [CheckTrial], counts: [ExactCount] = [], baseSubjects: [CheckSubject],
    headSubjects: [CheckSubject], faults: [CheckFault] = []
  ) {
    self.trials = trials
    self.counts = counts
    self.baseSubjects = baseSubjects
    self.headSubjects = headSubjects
    self.faults = faults
  }

  /// The plan's subjects that both revisions have.
  public func commonSubjects(of plan: CheckPlan) -> [CheckSubject] {
    plan.subjects.filter { baseSubjects.contains($0) && headSubjects.contains($0) }
  }

  /// The plan's subjects that base does not have yet.
  func newSubjects(of plan: CheckPlan) -> [CheckSubject] {
    plan.subjects.filter { !baseSubjects.contains($0) && headSubjects.contains($0) }
  }

  /// What is wrong with the subjects themselves.
  public func subjectFaults(of plan: CheckPlan) -> [CheckFault] {
    let missing = plan.subjects.filter { !headSubjects.contains($0) }
    let faults = missing.map {
      baseSubjects.contains($0) ? CheckFault.lostInHead($0) : CheckFault.unknown($0)
    }
    let isEmpty = faults.isEmpty && commonSubjects(of: plan).isEmpty
    return isEmpty ? [.nothingToCompare] : faults
  }
}
