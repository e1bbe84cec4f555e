/// Tests whether two arms differ, from the signs of their paired differences alone.
///
/// Exact when the arms are exchangeable under the null, which their random order within each pair
/// provides; drift and bad neighbours do not harm it. Ties say nothing and are left out.
public struct SignTest: Sendable, Equatable {
  public let positiveCount: Int
  public let negativeCount: Int

  public init(positiveCount: Int, negativeCount: Int) {
    precondition(positiveCount >= 0 && negativeCount >= 0, "counts are not negative")
    self.positiveCount = positiveCount
    self.negativeCount = negativeCount
  }

  public init(_ differences: [Double]) {
    self.init(
      positiveCount: differences.count { $0 > 0 }, negativeCount: differences.count { $0 < 0 })
  }

  /// The two-sided p-value, exact.
  public var p: Double {
    let fair = Binomial(trials: positiveCount + negativeCount, probability: 0.5)
    return min(1, 2 * fair.lowerTail(min(positiveCount, negativeCount)))
  }
}
