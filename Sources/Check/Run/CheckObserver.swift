public import CheckVerdicts

/// Receives the progress of a check.
public protocol CheckObserver {
  /// Reports a remark on the result, such as a metric that is not compared.
  mutating func noted(_ remark: String)

  /// Reports that a step before the first pair begins, such as a build.
  mutating func began(_ preparation: String)

  /// Reports that a pair begins.
  mutating func began(
    _ pair: CheckSchedule.Pair, in stage: CheckStage, pairsDone: Int, of pairs: Int,
    timeLeft: Duration)
}
