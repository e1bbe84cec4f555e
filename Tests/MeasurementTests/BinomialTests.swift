import Testing

@testable import Statistics

/// Whether two numbers agree to the digits of a printed table.
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
