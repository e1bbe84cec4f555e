/// The comparisons whose errors are held down together, and the confidence each one gets for it.
///
/// Bonferroni: with m comparisons each at 1 − α ⁄ m, some interval of the family misses with
/// probability at most α, however the comparisons depend on each other. m is fixed before the run.
public struct Family: Sendable, Equatable {
  public let alpha: Double
  public let comparisonsCount: Int

  public init(alpha: Double, comparisonsCount: Int) {
    precondition(alpha > 0 && alpha < 1, "a level lies between 0 and 1")
    precondition(comparisonsCount > 0, "a family has at least one comparison")
    self.alpha = alpha
    self.comparisonsCount = comparisonsCount
  }

  /// The confidence of each comparison's interval.
  public var confidence: Double { 1 - alpha / Double(comparisonsCount) }

  /// The fewest blocks with which a comparison can have an interval, their number fixed beforehand.
  public var leastBlocksCount: Int { MedianInterval.leastCount(confidence: confidence) }

  /// The same where blocks may be added until there are this many; nil if none has an interval.
  public func leastBlocksCount(upTo mostCount: Int) -> Int? {
    SequentialRanks(confidence: confidence, mostCount: mostCount).leastCount
  }
}
