import Foundation

/// The distribution of the number of successes in independent trials of one probability.
struct Binomial {
  let trials: Int
  let probability: Double

  package init(trials: Int, probability: Double) {
    precondition(trials >= 0, "a number of trials is not negative")
    precondition((0...1).contains(probability), "a probability lies between 0 and 1")
    self.trials = trials
    self.probability = probability
  }

  /// P(X = successes).
  func mass(_ successes: Int) -> Double {
    guard (0...trials).contains(successes) else { return 0 }
    if probability == 0 { return successes == 0 ? 1 : 0 }
    if probability == 1 { return successes == trials ? 1 : 0 }
    let hits = Double(successes)
    let misses = Double(trials - successes)
    let ways = lgamma(hits + misses + 1) - lgamma(hits + 1) - lgamma(misses + 1)
    return exp(ways + hits * log(probability) + misses * log1p(-probability))
  }

  /// P(X ≤ successes).
  func lowerTail(_ successes: Int) -> Double {
    guard successes >= 0 else { return 0 }
    guard successes < trials else { return 1 }
    return min(1, (0...successes).reduce(0) { $0 + mass($1) })
  }

  /// P(X ≥ successes), summed from its small end so that tiny tails keep their digits.
  func upperTail(_ successes: Int) -> Double {
    guard successes <= trials else { return 0 }
    guard successes > 0 else { return 1 }
    return min(1, (successes...trials).reversed().reduce(0) { $0 + mass($1) })
  }
}
