import Foundation

/// The ratio of a strategy's cost to the reference's, from pairs measured within the same block.
///
/// Works on the log scale, so that a ratio and its inverse weigh the same: the median of the log
/// ratios with its order-statistic interval. Exact for a constant ratio under any noise that both
/// arms share; otherwise blocks must be independent of each other.
public struct PairedRatio: Sendable, Equatable {
  public let blocksCount: Int
  /// The blocks in which the strategy cost less than the reference.
  public let cheaperCount: Int
  /// The blocks in which it cost more; the others are ties.
  public let dearerCount: Int
  public let ratio: Double
  /// Nil where there are too few blocks for the confidence.
  public let interval: MedianInterval?

  /// Compares costs; an infinite one belongs to a trial that never finished. Nil without any pair.
  ///
  /// `mostCount` is that of `MedianInterval`: given if the costs may decide the number of blocks.
  public init?(
    costs: [(strategy: Double, reference: Double)], confidence: Double, mostCount: Int? = nil
  ) {
    self.init(costs) { MedianInterval($0, confidence: confidence, mostCount: mostCount) }
  }

  /// Takes the interval of the log ratios as it is given.
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

  /// Both zero, or both infinite, is a tie: neither was better.
  package static func logRatio(_ cost: Double, _ reference: Double) -> Double {
    precondition(cost >= 0 && reference >= 0, "a cost is not negative and not missing")
    return cost == reference ? 0 : log(cost) - log(reference)
  }
}

extension MedianInterval {
  /// The same ranks, taken from the logarithms back to ratios.
  package var exponential: MedianInterval {
    MedianInterval(low: exp(low), high: exp(high), coverage: coverage)
  }

  package init(low: Double, high: Double, coverage: Double) {
    self.low = low
    self.high = high
    self.coverage = coverage
  }
}
