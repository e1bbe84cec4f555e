import CheckVerdicts
internal import Report
import TrialRows

/// The words for a check's findings, the same in every format.
enum CheckWords {
  /// The short name of a finding's metric, for tables.
  static func metric(_ finding: CheckFinding) -> String { metric(named: finding.metric) }

  private static func metric(named name: String) -> String {
    switch name {
    case Metric.cpuPerOperation.name: "CPU"
    case Metric.wallPerOperation.name: "wall"
    case Metric.voluntarySwitches.name: "context switches"
    case Metric.futexWaits.name: "futex waits"
    case Metric.allocations.name: "allocations"
    case ExactLimit.instructions.quantity: "instructions"
    default: name
    }
  }

  /// The metrics that a check can compare and did not, as they were not counted or not requested.
  static func metricsMissing(in findings: [CheckFinding]) -> [String] {
    let all = CheckGate.all.map(\.metric) + ExactLimit.all.map(\.quantity)
    let compared = Set(findings.filter { $0.role == .subject }.map(\.metric))
    return all.filter { !compared.contains($0) }.map { metric(named: $0) }
  }

  static func verdict(_ finding: CheckFinding) -> String {
    let isImproved = finding.verdict == .pass && finding.isImproved
    return finding.verdict.rawValue + (isImproved ? ", improved" : "")
  }

  static func tone(_ finding: CheckFinding) -> TextTable.Tone {
    switch finding.verdict {
    case .pass: finding.isImproved ? .good : .neutral
    case .regression: .bad
    case .inconclusive: .faint
    }
  }

  /// A change on the finding's scale: in percent, or in events per operation.
  private static func change(_ value: Double, of finding: CheckFinding) -> String {
    finding.scale == .ratio ? Quantity.change(value) : Quantity.signed(value)
  }

  static func change(of finding: CheckFinding) -> String {
    guard let value = finding.change else { return "" }
    return change(value, of: finding) + (finding.scale == .difference ? " per op" : "")
  }

  static func interval(of finding: CheckFinding) -> String {
    guard let low = finding.changeLow, let high = finding.changeHigh else { return "" }
    return "[\(change(low, of: finding)), \(change(high, of: finding))]"
  }

  /// The value of base or head; of a stored run it is a ratio.
  static func value(_ value: Double?, of finding: CheckFinding) -> String {
    value.map { Quantity.value($0, finding.unit) } ?? ""
  }

  /// The subject, the metric and the change of a finding, without its verdict.
  static func sentence(_ finding: CheckFinding) -> String {
    "\(finding.subject), \(metric(finding)) \(measured(finding))"
  }

  /// The change and its interval, or that there is no interval.
  static func measured(_ finding: CheckFinding) -> String {
    if finding.isExact {
      let counts = "from \(value(finding.baseValue, of: finding)) to "
      return counts + value(finding.headValue, of: finding)
    }
    guard finding.coverage != nil else {
      return "without an interval (\(finding.pairsCount ?? 0) pairs count)"
    }
    return "\(change(of: finding)) \(interval(of: finding))"
  }
}
