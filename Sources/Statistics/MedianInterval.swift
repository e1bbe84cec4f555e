/// An interval for the median of a distribution, between two values of a sample.
///
/// It holds for any distribution, however skewed or bimodal: the r-th smallest and the r-th largest
/// of n independent values miss the median with probability 2·P(Bin(n, ½) < r) if the distribution
/// is continuous, and with a smaller one otherwise. (David and Nagaraja, Order Statistics, 7.1.)
public struct MedianInterval: Sendable, Equatable {
  public let low: Double
  public let high: Double
  /// The probability with which an interval like this one encloses the median: at least the
  /// requested confidence, and usually more, as ranks are whole numbers.
  public let coverage: Double

  /// Takes the narrowest ranks that reach the confidence; nil if there are too few values.
  ///
  /// The number of values must be fixed beforehand, unless `mostCount` is given: then it may depend
  /// on the values, and the confidence is that of the intervals at every number up to it together.
  public init?(_ values: [Double], confidence: Double, mostCount: Int? = nil) {
    precondition(confidence > 0 && confidence < 1, "a confidence lies between 0 and 1")
    if let mostCount {
      self.init(values, SequentialRanks(confidence: confidence, mostCount: mostCount))
    } else {
      guard let rank = Self.rank(count: values.count, confidence: confidence) else { return nil }
      let missed = 2 * Binomial(trials: values.count, probability: 0.5).lowerTail(rank - 1)
      self.init(values, rank: rank, coverage: 1 - missed)
    }
  }

  package init?(_ values: [Double], _ ranks: SequentialRanks) {
    guard let rank = ranks.rank(count: values.count) else { return nil }
    self.init(values, rank: rank, coverage: ranks.coverage)
  }

  private init(_ values: [Double], rank: Int, coverage: Double) {
    precondition(values.allSatisfy { !$0.isNaN }, "not-a-number has no rank")
    let sorted = values.sorted()
    low = sorted[rank - 1]
    high = sorted[values.count - rank]
    self.coverage = coverage
  }

  /// The largest rank r whose interval, r-th smallest to r-th largest, reaches the confidence.
  package static func rank(count: Int, confidence: Double) -> Int? {
    let fair = Binomial(trials: count, probability: 0.5)
    var rank = 0
    var missed = fair.mass(0)
    // The slack lets 1 − 2·2⁻⁶ count as reaching a confidence written with rounding.
    while rank < count / 2, 1 - 2 * missed >= confidence - 1e-12 {
      rank += 1
      missed += fair.mass(rank)
    }
    return rank > 0 ? rank : nil
  }

  /// The fewest values for which the confidence can be reached at all.
  public static func leastCount(confidence: Double) -> Int {
    precondition(confidence > 0 && confidence < 1, "a confidence lies between 0 and 1")
    var count = 2
    var missed = 0.5
    while 1 - missed < confidence - 1e-12 {
      count += 1
      missed /= 2
    }
    return count
  }
}

extension Array where Element == Double {
  /// The middle value, or the midpoint of the two in the middle; nil if there is none.
  public var median: Double? {
    guard !isEmpty else { return nil }
    let ordered = sorted()
    let upper = ordered[count / 2]
    guard count.isMultiple(of: 2) else { return upper }
    let lower = ordered[count / 2 - 1]
    // Between −∞ and ∞ the midpoint is 0. The general formula would form ∞ − ∞.
    if lower.isInfinite, upper.isInfinite { return lower == upper ? lower : 0 }
    if lower.isInfinite || upper.isInfinite { return lower + upper }
    return lower + (upper - lower) / 2
  }
}
