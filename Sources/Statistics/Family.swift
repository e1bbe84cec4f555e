/// A family of comparisons whose errors are bounded together, and the confidence of each of them.
///
/// Bonferroni: if each of m comparisons has confidence 1 − α ⁄ m, any interval of the family misses
/// with probability at most α, however the comparisons depend on each other. m is fixed before the
/// run.
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

  /// The fewest blocks with which a comparison has an interval, if their number is fixed
  /// beforehand.
  public var leastBlocksCount: Int { MedianInterval.leastCount(confidence: confidence) }

  /// The same if blocks may be added until there are `mostCount`; nil if none of these numbers has
  /// an interval.
  public func leastBlocksCount(upTo mostCount: Int) -> Int? {
    SequentialRanks(confidence: confidence, mostCount: mostCount).leastCount
  }
}
