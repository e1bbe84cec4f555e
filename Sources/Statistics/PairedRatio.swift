import Foundation

/// The ratio of a strategy's cost to the reference's, from pairs measured within the same block.
///
/// It is the median of the log ratios with its order-statistic interval; on the log scale a ratio
/// and its inverse have the same weight. The interval is exact for a constant ratio under any noise
/// that both arms share; otherwise blocks must be independent of each other.
public struct PairedRatio: Sendable, Equatable {
  public let blocksCount: Int
  /// The blocks in which the strategy cost less than the reference.
  public let cheaperCount: Int
  /// The blocks in which it cost more; the others are ties.
  public let dearerCount: Int
  public let ratio: Double
  /// Nil if there are too few blocks for the confidence.
  public let interval: MedianInterval?

  /// Compares costs, of which an infinite one is that of a trial that never finished. Nil without a
  /// pair.
  ///
  /// `mostCount` is given if the costs may decide the number of blocks, as in `MedianInterval`.
  public init?(
    costs: [(strategy: Double, reference: Double)], confidence: Double, mostCount: Int? = nil
  ) {
    self.init(costs) { MedianInterval($0, confidence: confidence, mostCount: mostCount) }
  }

  /// Compares costs with an interval of the log ratios that `interval` makes.
  package init?(
    _ costs: [(strategy: Double, reference: Double)], interval: ([Double]) -> MedianInterval?
  ) {
    let logs = costs.map { Self.logRatio($0.strategy, $0.reference) }
    guard let median = logs.median else { return nil }
    blocksCount = costs.count
    cheaperCount = logs.count { $0 < 0 }
    dearerCount = logs.count { $0 > 0 }
    ratio = exp(median)
    self.interval = interval(logs).map(\.exponential)
  }

  /// The log ratio of two costs. Equal costs tie, also if both are zero or infinite.
  package static func logRatio(_ cost: Double, _ reference: Double) -> Double {
    precondition(cost >= 0 && reference >= 0, "a cost is not negative and not missing")
    return cost == reference ? 0 : log(cost) - log(reference)
  }
}

extension MedianInterval {
  /// The interval of the ratios whose logarithms this interval encloses.
  package var exponential: MedianInterval {
    MedianInterval(low: exp(low), high: exp(high), coverage: coverage)
  }

  package init(low: Double, high: Double, coverage: Double) {
    self.low = low
    self.high = high
    self.coverage = coverage
  }
}
