internal import Statistics
internal import Tables
internal import TrialRows

/// The choices that a check's error rates hang on.
///
/// There is one rule, `standard`. Its parts can be replaced for the tests' sake, which put a wrong
/// one in its place and see it caught.
package struct CheckRule: Sendable {
  /// Encloses the median change.
  var interval: @Sendable (_ changes: [Double], _ confidence: Double) -> MedianInterval? = {
    MedianInterval($0, confidence: $1)
  }
  /// Decides by the interval.
  var verdict: @Sendable (MedianInterval?, CheckGate) -> CheckVerdict = { $1.verdict(of: $0) }
  /// Whose pairs count for a subject that comes back.
  var stagesOfUnsettled: [CheckStage] = [.fresh]
  /// Whether a control that is broken or blind has a say.
  var heedsControls = true

  package static let standard = CheckRule()

  /// Judges one comparison by the pairs that count for it.
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

  /// What a control says: whether the arm was flagged that must be, or must not.
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
  /// Takes over the ends of an interval, or that there is none.
  mutating func enclose(_ interval: MedianInterval?) {
    changeLow = interval?.low
    changeHigh = interval?.high
    coverage = interval?.coverage
    largestChangeNotExcluded = interval?.high ?? .infinity
  }
}
