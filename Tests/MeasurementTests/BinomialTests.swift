import Testing

@testable import Statistics

/// Compares doubles as a table prints them.
func isClose(_ value: Double, _ expected: Double, within relative: Double = 1e-9) -> Bool {
  abs(value - expected) <= relative * abs(expected)
}

struct BinomialTests {
  /// From scipy.stats.binom: pmf, cdf, sf(k − 1).
  static let table: [(Int, Double, Int, Double, Double, Double)] = [
    (20, 0.3, 4, 0.1304209743738704, 0.23750777887760136, 0.8929131954962691),
    (100, 0.5, 40, 0.010843866711637978, 0.028443966820490444, 0.9823998998911476),
    (1000, 0.01, 25, 2.6442557919021792e-05, 0.9999844133494706, 4.202920844836726e-05),
    (628, 0.002, 5, 0.007364819019517539, 0.9981454859785579, 0.00921933304095962),
  ]

  @Test(arguments: table)
  func `mass and tails agree with an independent implementation`(
    trials: Int, probability: Double, successes: Int, mass: Double, lower: Double, upper: Double
  ) {
    let binomial = Binomial(trials: trials, probability: probability)
    #expect(isClose(binomial.mass(successes), mass))
    #expect(isClose(binomial.lowerTail(successes), lower))
    #expect(isClose(binomial.upperTail(successes), upper))
  }

  @Test func `impossible counts have no mass and certain ones all of it`() {
    let never = Binomial(trials: 5, probability: 0)
    #expect(never.mass(0) == 1 && never.mass(1) == 0)
    #expect(Binomial(trials: 5, probability: 1).mass(5) == 1)
    #expect(never.lowerTail(-1) == 0 && never.upperTail(6) == 0)
    #expect(never.lowerTail(5) == 1 && never.upperTail(0) == 1)
  }
}

struct ProportionBoundsTests {
  /// From scipy.stats.beta.ppf, the closed form of these bounds.
  static let table: [(Int, Int, Double, Double, Double)] = [
    (2, 628, 0.95, 0.0003859165296218627, 0.011456523730705099),
    (3, 20, 0.95, 0.032070937185463715, 0.37892682654531396),
    (50, 100, 0.99, 0.3688614373589241, 0.6311385626410759),
    (1, 1000, 0.90, 5.12919789090178e-05, 0.004734993575499777),
    (0, 10, 0.95, 0, 0.3084971078187607),
    (10, 10, 0.95, 0.6915028921812392, 1),
  ]

  @Test(arguments: table)
  func `intervals agree with an independent implementation`(
    successes: Int, trials: Int, confidence: Double, low: Double, high: Double
  ) {
    let bounds = ProportionBounds(successes: successes, trials: trials, confidence: confidence)
    #expect(isClose(bounds.low, low))
    #expect(isClose(bounds.high, high))
  }

  @Test func `two false alarms in 628 checks prove at most one in a hundred`() {
    let bound = ProportionBounds.upperBound(successes: 2, trials: 628, confidence: 0.95)
    #expect(isClose(bound, 0.00999091592989448))
    #expect(ProportionBounds.upperBound(successes: 2, trials: 627, confidence: 0.95) > 0.01)
  }
}

struct SignTestTests {
  /// From scipy.stats.binomtest.
  static let table: [(Int, Int, Double)] = [
    (8, 2, 0.109375), (1, 7, 0.0703125), (0, 9, 0.00390625), (15, 15, 1),
    (20, 4, 0.001543879508972168),
  ]

  @Test(arguments: table)
  func `p-values agree with an independent implementation`(
    positives: Int, negatives: Int, p: Double
  ) {
    #expect(isClose(SignTest(positiveCount: positives, negativeCount: negatives).p, p))
  }

  @Test func `ties are left out and nothing at all proves nothing`() {
    #expect(SignTest([1, 2, 0, -1, 0]) == SignTest(positiveCount: 2, negativeCount: 1))
    #expect(SignTest([0, 0]).p == 1)
  }
}

struct HolmTests {
  @Test func `adjusted values are those of R's p adjust`() {
    // p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
    let adjusted = Holm.adjusted([0.01, 0.04, 0.03, 0.005])
    #expect(zip(adjusted, [0.03, 0.06, 0.06, 0.02]).allSatisfy { isClose($0, $1) })
  }

  @Test func `adjusted values stay probabilities`() {
    #expect(Holm.adjusted([0.9, 0.8]) == [1, 1])
    #expect(Holm.adjusted([]) == [])
  }
}
