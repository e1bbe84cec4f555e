public import Statistics
public import TrialRows

/// What a check compares and how it decides. It is fixed before the check runs, and stored with it.
///
/// **How the error is spent.** A *comparison* is one subject under one gate; there are m of them,
/// subjects times gates, whatever is measured. Every comparison's interval, in either stage, misses
/// the true change on each side with probability at most α ⁄ 2m: its confidence is 1 − α ⁄ m.
///
/// * If the true change is at most the regression limit, the comparison is wrong only if it is
///   flagged. A flag of the brief stage is not final, so the comparison is wrong only if the
///   *fresh* interval misses below: at most α ⁄ 2m. The order and the seeds of the fresh pairs are
///   drawn anew and do not depend on why the subject is measured again, so the brief stage's flags
///   spend nothing.
/// * If it is at least the pass limit, the comparison is wrong only if it passes: the brief or the
///   fresh interval misses above, together at most α ⁄ m.
/// * In between, either verdict is right.
///
/// So each comparison is wrong with probability at most α ⁄ m and, however the comparisons depend
/// on each other, any of them with at most α; of that at most α ⁄ 2 are false alarms. m counts
/// every comparison, also those that are not measured again. So the bound only needs that the data
/// of the brief stage are not used again.
///
/// The sign test behind the interval is exact where the arms of a pair are exchangeable, which
/// their random order provides. For a true change other than none it needs pairs that are
/// independent of each other.
///
/// The controls have an error of their own, which ends in another exit code: all intervals of
/// identical arms, in both stages, hold together with probability 1 − α. The slowed arm is judged
/// by the subjects' rule, as it must show that this rule could have rejected; each of its
/// intervals, two for a cost, refutes it by chance with at most α ⁄ 2m. Exact limits spend nothing.
public struct CheckPlan: Codable, Sendable, Equatable {
  public var subjects: [CheckSubject]
  /// The gates that every subject must pass.
  public var gates: [CheckGate]
  public var exactLimits: [ExactLimit]
  /// The chance that any verdict of the whole check is wrong.
  public var alpha: Double
  /// The pairs of every subject in the brief stage.
  public var briefPairsCount: Int
  /// The pairs of every subject that is measured again.
  public var freshPairsCount: Int
  /// The subject that both controls run.
  public var control: CheckSubject
  /// The gates of the controls: those whose cost a slower arm raises.
  public var controlGates: [CheckGate]
  /// The ratio by which the slowed control is slower.
  public var slowdown: Double

  public static let defaultAlpha = 0.002
  public static let defaultSlowdown = 1.2

  public init(
    subjects: [CheckSubject], gates: [CheckGate] = [.cpu, .wall], exactLimits: [ExactLimit] = [],
    alpha: Double = defaultAlpha, briefPairsCount: Int, freshPairsCount: Int,
    control: CheckSubject? = nil, controlGates: [CheckGate]? = nil,
    slowdown: Double = defaultSlowdown
  ) {
    let controlGates = controlGates ?? gates.filter { $0.scale == .ratio }
    precondition(Set(subjects).count == subjects.count, "a subject is planned once")
    precondition(!subjects.isEmpty, "a check has a subject")
    precondition(Set(gates.map(\.metric)).count == gates.count, "a metric has one gate")
    precondition(!controlGates.isEmpty, "the controls need a gate for a cost")
    precondition(
      controlGates.allSatisfy { $0.scale == .ratio && gates.contains($0) },
      "the controls are put to the subjects' own gates for costs")
    self.subjects = subjects
    self.gates = gates
    self.exactLimits = exactLimits
    self.alpha = alpha
    self.briefPairsCount = briefPairsCount
    self.freshPairsCount = freshPairsCount
    self.control = control ?? subjects[0]
    self.controlGates = controlGates
    self.slowdown = slowdown
  }
}

extension CheckPlan {
  /// The pairs of every subject that is measured in a stage.
  public func pairsCount(in stage: CheckStage) -> Int {
    switch stage {
    case .brief: briefPairsCount
    case .fresh: freshPairsCount
    }
  }

  /// The pairs of a role in a stage: identical arms have half as many as a subject, the slowed arm
  /// a quarter as many, but both have as many as can be judged if every second pair is disturbed.
  ///
  /// With as many pairs as the subject, the controls of a single subject would take up to two
  /// thirds of the budget. A slowdown of a fifth shows in few pairs. The price is paid by identical
  /// arms: to be noticed a bias must be √2 times as large as one that would be taken for a change.
  public func pairsCount(of role: CheckRole, in stage: CheckStage) -> Int {
    pairsCount(of: role, beside: pairsCount(in: stage))
  }

  func pairsCount(of role: CheckRole, beside count: Int) -> Int {
    let share =
      switch role {
      case .subject: count
      case .identical: (count + 1) / 2
      case .slowed: (count + 3) / 4
      }
    return min(count, max(2 * leastPairsCount, share))
  }

  /// The family of all comparisons of subjects, whose errors are bounded together.
  public var family: Family {
    Family(alpha: alpha, comparisonsCount: subjects.count * gates.count)
  }

  /// The purposes that a role's gates need. Each purpose is a pair of its own.
  public func purposes(of role: CheckRole) -> [TrialPurpose] {
    let needed = Set((role == .subject ? gates : controlGates).map(\.purpose))
    return TrialPurpose.allCases.filter(needed.contains)
  }

  /// The family of the comparisons of identical arms in both stages.
  var controlFamily: Family {
    Family(alpha: alpha, comparisonsCount: CheckStage.allCases.count * controlGates.count)
  }

  func confidence(of role: CheckRole) -> Double {
    role == .identical ? controlFamily.confidence : family.confidence
  }

  /// The fewest pairs with which a comparison or a control can be decided.
  public var leastPairsCount: Int { max(family.leastBlocksCount, controlFamily.leastBlocksCount) }
}
