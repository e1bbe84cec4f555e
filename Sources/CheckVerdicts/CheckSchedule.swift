internal import Statistics
public import TrialRows

/// The order in which a stage's trials run, drawn from the check's seed and from nothing measured.
///
/// In every turn each subject has one pair for each purpose, and in one turn of a few each control,
/// in shuffled order, so that what the machine does meanwhile falls on all of them alike. Which arm
/// of a pair goes first is drawn by itself: the sign test rests on that.
public struct CheckSchedule: Sendable, Equatable {
  public struct Pair: Sendable, Equatable {
    public let role: CheckRole
    public let subject: CheckSubject
    /// What its trials are run for.
    public let purpose: TrialPurpose
    /// The pair's number among its subject's in this stage, from 0: its samples' `block`.
    public let number: Int
    /// Both arms in the order in which they run.
    public let arms: [CheckArm]
    /// What both trials draw their work from, so that they have the same to do.
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

  /// Which of its pairs a member has in a turn, if any: they are spread evenly over the turns.
  private static func number(in turn: Int, of turnsCount: Int, pairsCount: Int) -> Int? {
    func over(_ turn: Int) -> Int { (turn * pairsCount + turnsCount / 2) / turnsCount }
    return over(turn + 1) > over(turn) ? over(turn) : nil
  }
}
