import Testing

@testable import Statistics

struct SequentialRanksTests {
  /// Computed by an independent program, for families of six and of twelve comparisons.
  @Test(arguments: [
    (6, [11: 1, 14: 2, 18: 3, 22: 4, 24: 5, 27: 6, 30: 7, 48: 14], 10),
    (12, [12: 1, 15: 2, 19: 3, 23: 4, 26: 5, 29: 6, 31: 7, 47: 13], 11),
  ])
  func `ranks rise where the level allows it`(
    comparisons: Int, rises: [Int: Int], lastWithout: Int
  ) {
    let ranks = SequentialRanks(
      confidence: 1 - 0.05 / Double(comparisons), mostCount: 48)
    for (count, rank) in rises {
      #expect(ranks.rank(count: count) == rank)
      #expect((ranks.rank(count: count - 1) ?? 0) == rank - 1)
    }
    #expect(ranks.rank(count: lastWithout) == nil && ranks.leastCount == lastWithout + 1)
  }

  /// Every sequence of sides of the median on which twelve values can lie.
  @Test(arguments: [0.8, 0.9, 0.95, 0.99])
  func `the coverage is that of all sequences, counted`(confidence: Double) {
    let most = 12
    let ranks = SequentialRanks(confidence: confidence, mostCount: most)
    let missed = (0..<(1 << most)).count { sequence in
      (1...most).contains { count in
        let below = (sequence & ((1 << count) - 1)).nonzeroBitCount
        return ranks.rank(count: count).map { min(below, count - below) < $0 } ?? false
      }
    }
    let coverage = 1 - Double(missed) / Double(1 << most)
    #expect(abs(ranks.coverage - coverage) < 1e-9)
    #expect(coverage >= confidence)
  }

  @Test func `values beyond the most widen the interval and cost no level`() {
    let ranks = SequentialRanks(confidence: 0.95, mostCount: 20)
    #expect(ranks.rank(count: 21) == ranks.rank(count: 20))
    #expect(ranks.rank(count: 1000) == ranks.rank(count: 20))
  }

  @Test func `the interval has the ranks and the coverage of the sequence`() throws {
    let values = (1...24).map(Double.init)
    let confidence = 1 - 0.05 / 6
    let fixed = try #require(MedianInterval(values, confidence: confidence))
    let sequential = try #require(
      MedianInterval(values, confidence: confidence, mostCount: 48))
    #expect(fixed.low == 6 && fixed.high == 19)
    #expect(sequential.low == 5 && sequential.high == 20)
    #expect(sequential.coverage >= confidence && sequential.coverage < 1)
    #expect(MedianInterval(Array(values.prefix(10)), confidence: confidence, mostCount: 48) == nil)
  }

  @Test func `a level that no number reaches has no least number`() {
    #expect(SequentialRanks(confidence: 0.999, mostCount: 5).leastCount == nil)
  }
}
