public import CheckVerdicts

/// Who is told how far a check is.
public protocol CheckObserver {
  /// Something that is to be known beside the result.
  mutating func noted(_ remark: String)

  /// What a check does before its first pair, which takes a while.
  mutating func began(_ preparation: String)

  /// A pair is about to run.
  mutating func began(
    _ pair: CheckSchedule.Pair, in stage: CheckStage, pairsDone: Int, of pairs: Int,
    timeLeft: Duration)
}
