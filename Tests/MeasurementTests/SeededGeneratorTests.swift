import Testing

@testable import Statistics

struct SeededGeneratorTests {
  @Test func `SplitMix64 yields the published sequence`() {
    // First outputs of the reference C code (prng.di.unimi.it/splitmix64.c) for x = 1234567.
    var generator = SplitMix64(state: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    #expect(expected.map { _ in generator.next() } == expected)
  }

  @Test func `a stored seed stays good`() {
    // From an implementation in Python that shares no code with this one.
    var generator = SeededGenerator(seed: 42)
    let expected: [UInt64] = [
      1_546_998_764_402_558_742,
      6_990_951_692_964_543_102,
      12_544_586_762_248_559_009,
      17_057_574_109_182_124_193,
    ]
    #expect(expected.map { _ in generator.next() } == expected)
  }

  @Test func `bounded draws reach every outcome and no other`() {
    var generator = SeededGenerator(seed: 7)
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<60_000 { counts[Int(generator.next(below: 6))] += 1 }
    // Chi-squared with 5 degrees of freedom: above 20.5 once in a thousand seeds.
    let statistic = counts.reduce(0.0) { $0 + Double(($1 - 10_000) * ($1 - 10_000)) / 10_000 }
    #expect(statistic < 20.5)
  }

  @Test func `a bound that does not divide the range is not biased`() {
    // Two thirds of the range: without rejection, even outcomes would be twice as likely as odd
    // ones.
    var generator = SeededGenerator(seed: 3)
    let even = (0..<30_000).count { _ in
      generator.next(below: 0xAAAA_AAAA_AAAA_AAAB).isMultiple(of: 2)
    }
    #expect(abs(even - 15_000) < 450)
  }

  @Test func `a shuffle keeps the elements and makes all orders alike`() {
    var generator = SeededGenerator(seed: 11)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<24_000 {
      var order = [0, 1, 2, 3]
      generator.shuffle(&order)
      counts[order, default: 0] += 1
    }
    #expect(counts.count == 24)
    // Chi-squared with 23 degrees of freedom: above 49.7 once in a thousand seeds.
    #expect(counts.values.reduce(0.0) { $0 + Double(($1 - 1000) * ($1 - 1000)) / 1000 } < 49.7)
  }

  @Test func `streams of one seed differ`() {
    var first = SeededGenerator(seed: 1, stream: 0)
    var second = SeededGenerator(seed: 1, stream: 1)
    #expect((0..<8).map { _ in first.next() } != (0..<8).map { _ in second.next() })
  }
}
