/// Bounds on a probability from successes in independent trials (Clopper and Pearson 1934).
///
/// The true coverage is at least the confidence for every probability.
public struct ProportionBounds: Sendable, Equatable {
  public let low: Double
  public let high: Double

  /// The two-sided interval.
  public init(successes: Int, trials: Int, confidence: Double) {
    let tail = (1 - confidence) / 2
    low = Self.lowerBound(successes: successes, trials: trials, confidence: 1 - tail)
    high = Self.upperBound(successes: successes, trials: trials, confidence: 1 - tail)
  }

  /// The one-sided upper bound of the probability.
  public static func upperBound(successes: Int, trials: Int, confidence: Double) -> Double {
    check(successes, trials, confidence)
    if successes == trials { return 1 }
    return root { probability in
      Binomial(trials: trials, probability: probability).lowerTail(successes) > 1 - confidence
    }
  }

  /// The one-sided lower bound of the probability.
  public static func lowerBound(successes: Int, trials: Int, confidence: Double) -> Double {
    check(successes, trials, confidence)
    if successes == 0 { return 0 }
    return root { probability in
      Binomial(trials: trials, probability: probability).upperTail(successes) < 1 - confidence
    }
  }

  private static func check(_ successes: Int, _ trials: Int, _ confidence: Double) {
    precondition(trials > 0 && (0...trials).contains(successes), "successes are among the trials")
    precondition(confidence > 0 && confidence < 1, "a confidence lies between 0 and 1")
  }

  /// Bisects [0, 1] until the place at which the condition becomes false is known to the last bits.
  private static func root(_ isBelow: (Double) -> Bool) -> Double {
    var low = 0.0
    var high = 1.0
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if isBelow(middle) { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
