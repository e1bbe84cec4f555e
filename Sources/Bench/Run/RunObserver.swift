public import Trials

/// Receives the progress of a run, for a terminal, a log or a test.
public protocol RunObserver {
  /// Reports that the run begins or is resumed, with the blocks that are done.
  mutating func began(_ directory: RunDirectory, _ blocks: BlocksDone)
  /// Reports that a trial begins.
  mutating func began(_ trial: TrialPlan, _ progress: RunProgress)
  /// Reports a remark on the results, such as a block that does not count.
  mutating func noted(_ remark: String)
}
