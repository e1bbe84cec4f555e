public import Statistics
internal import Tables
public import TrialRows

/// The plan of the weaker check, which compares new ratios to the reference strategy with stored
/// ones.
///
/// A change that slows the reference down as much is not seen, and ratios differ from day to day
/// and from machine to machine. So no error rate is promised for the outcome: α only bounds the
/// errors that the noise within both runs causes.
public struct BaselinePlan: Sendable, Equatable {
  public var subjects: [CheckSubject]
  /// The subjects that the stored run lacks; they are listed, and not measured.
  public var unstored: [CheckSubject] = []
  public var reference: String
  /// The gates, all of them for costs: a ratio of differences has no meaning.
  public var gates: [CheckGate]
  public var alpha: Double
  /// The most blocks that a cell of the stored run could get, if its verdicts decided how many; nil
  /// if their number was fixed, as that of the new run always is.
  public var storedMostBlocksCount: Int?

  public static let defaultAlpha = 0.05
  /// The default reference strategy.
  public static let reference = "mutex"

  public init(
    subjects: [CheckSubject], reference: String = reference, gates: [CheckGate] = [.cpu],
    alpha: Double = defaultAlpha
  ) {
    precondition(gates.allSatisfy { $0.scale == .ratio }, "stored ratios have gates for costs")
    precondition(!subjects.isEmpty && !gates.isEmpty, "a check has a subject and a gate")
    self.subjects = subjects
    self.reference = reference
    self.gates = gates
    self.alpha = alpha
  }

  public var family: Family {
    Family(alpha: alpha, comparisonsCount: subjects.count * gates.count)
  }

  /// The subjects' strategies, each once.
  public var strategies: [String] { subjects.map(\.strategy).eachOnce }

  /// The fewest blocks with which a run has intervals.
  public var leastBlocksCount: Int { MedianInterval.leastCount(confidence: confidence) }

  /// The confidence of each interval. A comparison rests on two of them, so each may miss half as
  /// often.
  var confidence: Double { 1 - (1 - family.confidence) / 2 }
}

extension BaselinePlan {
  /// A finding without values, as before its comparison.
  fileprivate func finding(
    _ subject: CheckSubject, _ gate: CheckGate, pairsCount: Int
  ) -> CheckFinding {
    var finding = CheckFinding(
      subject, role: .subject, metric: gate.metric, unit: .ratio, scale: .ratio,
      regressionLimit: gate.regressionLimit)
    finding.passLimit = gate.passLimit
    finding.pairsCount = pairsCount
    return finding
  }

  /// Whether a run has trials of the subject and of its reference, valid or not.
  fileprivate func hasRun(_ subject: CheckSubject, in samples: [TrialRow]) -> Bool {
    let names = samples.lazy.filter { $0.cell == subject.cell }.map(\.strategy)
    return names.contains(subject.strategy) && names.contains(reference)
  }
}

extension CheckResult {
  /// Decides by the ratios of each run's samples to its own reference strategy.
  public init(stored: [TrialRow], new: [TrialRow], by plan: BaselinePlan) {
    let base = Dictionary(
      CellBlocks.all(in: stored, purpose: .cost).map { ($0.cell, $0) }, uniquingKeysWith: { $1 })
    let head = Dictionary(
      CellBlocks.all(in: new, purpose: .cost).map { ($0.cell, $0) }, uniquingKeysWith: { $1 })
    var findings: [CheckFinding] = []
    var faults: [CheckFault] = []
    var newSubjects = plan.unstored
    for subject in plan.subjects {
      let before = base[subject.cell].flatMap {
        StoredRatios($0, of: subject, by: plan, mostBlocksCount: plan.storedMostBlocksCount)
      }
      let after = head[subject.cell].flatMap { StoredRatios($0, of: subject, by: plan) }
      switch (before, after) {
      case (let before?, let after?): findings += after.findings(against: before)
      case _ where plan.hasRun(subject, in: stored) && plan.hasRun(subject, in: new):
        // In one of the runs every block was disturbed, or has a trial that finished nothing.
        findings += plan.gates.map { plan.finding(subject, $0, pairsCount: 0) }
      case (nil, .some): newSubjects.append(subject)
      case (.some, nil): faults.append(.lostInHead(subject))
      case (nil, nil): faults.append(.unknown(subject))
      }
    }
    if faults.isEmpty, findings.isEmpty { faults.append(.nothingToCompare) }
    self.init(
      method: .storedRatios(reference: plan.reference), family: plan.family,
      outcome: .gravest(of: findings.map(\.verdict.outcome)), findings: findings, faults: faults,
      newSubjects: newSubjects, couldReject: findings.allSatisfy { $0.coverage != nil })
  }
}

/// The ratios of one subject to the reference in one run, one for each gate.
private struct StoredRatios {
  let subject: CheckSubject
  let plan: BaselinePlan
  let ratios: [(gate: CheckGate, ratio: PairedRatio)]

  /// Takes the ratios from a cell; nil unless every gate has a pair. `mostBlocksCount` is given if
  /// the verdicts decided the number of the run's blocks.
  package init?(
    _ cell: CellBlocks, of subject: CheckSubject, by plan: BaselinePlan,
    mostBlocksCount: Int? = nil
  ) {
    self.subject = subject
    self.plan = plan
    let found = plan.gates.compactMap { gate -> (gate: CheckGate, ratio: PairedRatio)? in
      guard let metric = Metric.named(gate.metric) else { return nil }
      let costs = cell.pairs(of: metric, for: subject.strategy, against: plan.reference)
      return PairedRatio(
        costs: costs, confidence: plan.confidence, mostCount: mostBlocksCount
      ).map { (gate: gate, ratio: $0) }
    }
    guard found.count == plan.gates.count else { return nil }
    ratios = found
  }

  func findings(against stored: StoredRatios) -> [CheckFinding] {
    zip(ratios, stored.ratios).map { new, old in
      let gate = new.gate
      let interval = Self.quotient(new.ratio.interval, old.ratio.interval)
      var finding = plan.finding(
        subject, gate, pairsCount: min(new.ratio.blocksCount, old.ratio.blocksCount))
      finding.baseValue = old.ratio.ratio
      finding.headValue = new.ratio.ratio
      finding.change = new.ratio.ratio / old.ratio.ratio
      finding.verdict = gate.verdict(of: interval)
      finding.isImproved = gate.isImproved(interval)
      finding.enclose(interval)
      return finding
    }
  }

  /// The interval that encloses the quotient if both intervals enclose their ratios. It holds
  /// however the two depend on each other.
  private static func quotient(
    _ new: MedianInterval?, _ old: MedianInterval?
  ) -> MedianInterval? {
    guard let new, let old, old.low > 0, old.high.isFinite, new.high.isFinite else { return nil }
    return MedianInterval(
      low: new.low / old.high, high: new.high / old.low,
      coverage: max(0, new.coverage + old.coverage - 1))
  }
}
