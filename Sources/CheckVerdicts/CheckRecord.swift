/// Everything that a check measured. The decision is a function of it and of the plan.
public struct CheckRecord: Sendable {
  public var trials: [CheckTrial]
  public var counts: [ExactCount]
  /// The planned subjects that base has. The program lists them; were they taken from the data, a
  /// subject whose data are lost would pass for a new one.
  public var baseSubjects: [CheckSubject]
  /// The planned subjects that head has.
  public var headSubjects: [CheckSubject]
  /// The faults of the measurement.
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

  /// The faults of the subjects: missing in head, unknown, or none at all.
  public func subjectFaults(of plan: CheckPlan) -> [CheckFault] {
    let missing = plan.subjects.filter { !headSubjects.contains($0) }
    let faults = missing.map {
      baseSubjects.contains($0) ? CheckFault.lostInHead($0) : CheckFault.unknown($0)
    }
    let isEmpty = faults.isEmpty && commonSubjects(of: plan).isEmpty
    return isEmpty ? [.nothingToCompare] : faults
  }
}
