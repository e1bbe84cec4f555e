/// Somebody who watches a run: a terminal, a log, a test.
public protocol RunObserver {
  /// The run begins, or goes on with so many blocks done.
  mutating func began(_ directory: RunDirectory, blocksDone: Int, of blocks: Int)
  /// A trial begins. Time left is a guess from what the run has taken so far.
  mutating func began(_ trial: TrialPlan, blocksDone: Int, of blocks: Int, timeLeft: Duration)
  /// Something a reader of the results should know, such as a block that does not count.
  mutating func noted(_ remark: String)
}
