/// Why the data of a check are not what was requested. Any fault ends it with exit code 1.
public enum CheckFault: Error, Hashable, Sendable {
  /// Head lacks a subject that base has.
  case lostInHead(CheckSubject)
  /// Neither revision has the subject.
  case unknown(CheckSubject)
  /// No requested subject is in both revisions.
  case nothingToCompare
  /// Pairs are missing, as a trial died or a file was cut off; or there are more than were planned.
  case pairsCount(of: String, stage: CheckStage, planned: Int, found: Int)
  /// Trials lack the metric of a gate.
  case noValue(of: String, metric: String, trialsCount: Int)
  /// The count of an exact limit is missing.
  case noCount(CheckSubject, quantity: String, arm: CheckArm)
  /// There is no stored run to compare with.
  case missingBaseline(path: String)
  /// A file is empty, torn, or not the expected table.
  case unreadable(path: String, reason: String)
  /// A build, a child or the disk failed, in one line.
  case failed(String)
}

extension CheckFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .lostInHead(let subject): "\(subject): base has it, head does not"
    case .unknown(let subject): "\(subject): neither base nor head has it"
    case .nothingToCompare: "nothing of what was asked for is in both base and head"
    case .pairsCount(let subject, let stage, let planned, let found):
      "\(subject), \(stage.rawValue) stage: \(found) complete pairs of \(planned) planned"
    case .noValue(let subject, let metric, let trialsCount):
      "\(subject): no \(metric) in \(trialsCount) trials"
    case .noCount(let subject, let quantity, let arm):
      "\(subject): no \(quantity) of \(arm.rawValue)"
    case .missingBaseline(let path): "\(path): there is no baseline"
    case .unreadable(let path, let reason): "\(path): \(reason)"
    case .failed(let line): line
    }
  }
}
