public import Trials

/// Somebody who watches a run: a terminal, a log, a test.
public protocol RunObserver {
  /// The run begins, or goes on with so many blocks done.
  mutating func began(_ directory: RunDirectory, _ blocks: BlocksDone)
  /// A trial begins.
  mutating func began(_ trial: TrialPlan, _ progress: RunProgress)
  /// Something a reader of the results should know, such as a block that does not count.
  mutating func noted(_ remark: String)
}
