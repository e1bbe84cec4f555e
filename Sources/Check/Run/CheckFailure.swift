public import CheckVerdicts
public import Trials

/// Why a check ended before it could decide. What was measured until then is on the disk.
public enum CheckFailure: Error, Sendable {
  /// The programs, the tools or the disk are not what a check needs.
  case fault(CheckFault)
  /// An oracle found a lifetime violation: the strategy is wrong, whatever it costs.
  case violation(arm: CheckArm, CheckSubject, LifetimeViolation, count: Int)
  case interrupted(String)
}

extension CheckFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .fault(let fault): fault.description
    case .violation(let arm, let subject, let violation, let count):
      "lifetime violation: \(subject) of \(arm.rawValue): \(violation)"
        + (count > 1 ? "; \(count) violations in this trial" : "")
    case .interrupted(let text): "interrupted: \(text)"
    }
  }

  static func failed(_ line: String) -> CheckFailure { .fault(.failed(line)) }
}
