internal import Statistics
public import TrialRows

/// The order in which the trials of a stage run. It is drawn from the check's seed alone.
///
/// A turn has one pair of each subject for each purpose; some turns have a pair of each control as
/// well. The pairs of a turn are shuffled, so that disturbances fall on all of them alike. Which
/// arm of a pair runs first is drawn for each pair: the sign test rests on that.
public struct CheckSchedule: Sendable, Equatable {
  public struct Pair: Sendable, Equatable {
    public let role: CheckRole
    public let subject: CheckSubject
    /// The purpose of its trials.
    public let purpose: TrialPurpose
    /// The number of the pair among those of its subject in this stage, from 0: the `block` of its
    /// samples.
    public let number: Int
    /// Both arms in the order in which they run.
    public let arms: [CheckArm]
    /// The seed of both trials, so that they do the same work.
    public let seed: UInt64

    public init(
      role: CheckRole, subject: CheckSubject, purpose: TrialPurpose, number: Int,
      arms: [CheckArm], seed: UInt64
    ) {
      self.role = role
      self.subject = subject
      self.purpose = purpose
      self.number = number
      self.arms = arms
      self.seed = seed
    }
  }

  public let stage: CheckStage
  public let pairs: [Pair]

  public init(of stage: CheckStage, subjects: [CheckSubject], plan: CheckPlan, seed: UInt64) {
    self.stage = stage
    let roles =
      subjects.map { (CheckRole.subject, $0) } + CheckRole.controls.map { ($0, plan.control) }
    let members = roles.flatMap { role, subject in
      plan.purposes(of: role).map { (role, subject, $0, plan.pairsCount(of: role, in: stage)) }
    }
    let turnsCount = plan.pairsCount(in: stage)
    var generator = SeededGenerator(seed: seed, stream: stage == .brief ? 0 : 1)
    pairs = (0..<turnsCount).flatMap { turnNumber -> [Pair] in
      var turn = members.compactMap { role, subject, purpose, pairsCount in
        Self.number(in: turnNumber, of: turnsCount, pairsCount: pairsCount)
          .map { (role, subject, purpose, $0) }
      }
      generator.shuffle(&turn)
      return turn.map { role, subject, purpose, number -> Pair in
        let isHeadFirst = generator.next(below: 2) == 0
        return Pair(
          role: role, subject: subject, purpose: purpose, number: number,
          arms: isHeadFirst ? [.head, .base] : [.base, .head], seed: generator.next())
      }
    }
  }

  /// The number of the pair that a member has in a turn; nil if it has none. The pairs are spread
  /// evenly over the turns.
  private static func number(in turn: Int, of turnsCount: Int, pairsCount: Int) -> Int? {
    func over(_ turn: Int) -> Int { (turn * pairsCount + turnsCount / 2) / turnsCount }
    return over(turn + 1) > over(turn) ? over(turn) : nil
  }
}
