import Foundation

@testable import CheckVerdicts
@testable import Statistics

/// The computed probability that a comparison is flagged, with which simulated checks are compared.
///
/// The interval's lower end, its r-th smallest change, lies above the limit exactly if fewer than r
/// pairs lie at or below it. So with the share of pairs that lie above it the power is a binomial
/// tail, and no simulation is needed.
struct CheckPower: Sendable {
  /// The probability that a single pair's change lies above the regression limit.
  let exceedance: Double
  /// The confidence of the comparison's interval.
  let confidence: Double

  init(exceedance: Double, confidence: Double) {
    precondition((0...1).contains(exceedance), "a probability lies between 0 and 1")
    self.exceedance = exceedance
    self.confidence = confidence
  }

  /// For a slowdown, given as a ratio, under normal noise: `deviation` is the standard deviation of
  /// a pair's log ratio.
  init(slowdown: Double, deviation: Double, gate: CheckGate = .cpu, confidence: Double) {
    precondition(gate.scale == .ratio, "a slowdown is a ratio")
    let margin = log(slowdown) - log(gate.regressionLimit)
    self.init(
      exceedance: 0.5 * erfc(-margin / (deviation * 2.0.squareRoot())), confidence: confidence)
  }

  /// The probability that this number of pairs flags the comparison.
  func power(pairsCount: Int) -> Double {
    guard let rank = MedianInterval.rank(count: pairsCount, confidence: confidence) else {
      return 0
    }
    return Binomial(trials: pairsCount, probability: 1 - exceedance).lowerTail(rank - 1)
  }

  /// The fewest pairs from which on the power is reached, up to a limit on their number.
  ///
  /// Power falls a little where one more pair does not reach the next rank, so all larger numbers
  /// are looked at.
  func pairsCount(forPower power: Double, atMost limit: Int = 500) -> Int? {
    guard let last = (2...limit).last(where: { self.power(pairsCount: $0) < power }) else {
      return 2
    }
    return last < limit ? last + 1 : nil
  }
}
