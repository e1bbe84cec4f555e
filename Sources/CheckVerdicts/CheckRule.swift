internal import Statistics
internal import Tables
internal import TrialRows

/// The choices on which a check's error rates depend.
///
/// There is one rule, `standard`. Tests replace parts of it by wrong ones, which must be detected.
package struct CheckRule: Sendable {
  /// The interval of the median change.
  var interval: @Sendable (_ changes: [Double], _ confidence: Double) -> MedianInterval? = {
    MedianInterval($0, confidence: $1)
  }
  /// The verdict on an interval under a gate.
  var verdict: @Sendable (MedianInterval?, CheckGate) -> CheckVerdict = { $1.verdict(of: $0) }
  /// The stages whose pairs count for a subject that is measured again.
  var stagesOfUnsettled: [CheckStage] = [.fresh]
  /// Whether a broken or blind control affects the outcome.
  var heedsControls = true

  package static let standard = CheckRule()

  /// The finding of one comparison by the pairs that count for it.
  func finding(
    _ comparison: CheckComparison, _ values: PairedValues, stage: CheckStage, confidence: Double
  ) -> CheckFinding {
    let gate = comparison.gate
    let changes = values.pairs.map { gate.change(base: $0.base, head: $0.head) }
    let interval = self.interval(changes, confidence).map { gate.stated($0) }
    var finding = CheckFinding(
      comparison.subject, role: comparison.role, metric: gate.metric,
      unit: Metric.named(gate.metric)?.unit ?? .ratio, scale: gate.scale,
      regressionLimit: gate.regressionLimit)
    finding.stage = stage
    finding.pairsCount = values.pairs.count
    finding.disturbedPairsCount = values.disturbedCount
    finding.baseValue = values.pairs.map { $0.base }.median
    finding.headValue = values.pairs.map { $0.head }.median
    finding.change = changes.median.map { gate.stated($0) }
    finding.confidence = confidence
    finding.passLimit = gate.passLimit
    finding.verdict = verdict(interval, gate)
    finding.isImproved = gate.isImproved(interval)
    finding.enclose(interval)
    return finding
  }

  /// The state of a control: the slowed arm must be flagged, identical arms must not.
  func state(of finding: CheckFinding, slowdown: Double) -> ControlState {
    let isKnown = finding.coverage != nil
    let isSlower = finding.verdict == .regression
    switch finding.role {
    case .subject, .identical:
      if isSlower || finding.isImproved { return .broken }
      return isKnown ? .kept : .blind
    case .slowed:
      if isSlower { return .kept }
      return isKnown && finding.largestChangeNotExcluded < slowdown ? .broken : .blind
    }
  }
}

extension CheckFinding {
  /// Sets the ends of the interval; nil if there is none.
  mutating func enclose(_ interval: MedianInterval?) {
    changeLow = interval?.low
    changeHigh = interval?.high
    coverage = interval?.coverage
    largestChangeNotExcluded = interval?.high ?? .infinity
  }
}
