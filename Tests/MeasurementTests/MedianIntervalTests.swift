import Foundation
import Testing

@testable import Statistics

struct MedianIntervalTests {
  /// Ranks and coverage as in tables of the sign test's interval (David and Nagaraja), recomputed
  /// with scipy.stats.binom.
  static let table: [(Int, Double, Int, Double)] = [
    (6, 0.95, 1, 0.96875), (8, 0.99, 1, 0.9921875), (9, 0.95, 2, 0.9609375),
    (10, 0.95, 2, 0.978515625), (20, 0.95, 6, 0.9586105346679688),
    (24, 0.95, 7, 0.9773441553115845), (24, 1 - 0.05 / 6, 6, 0.9933892488479614),
    (30, 0.95, 10, 0.9572260547429323), (30, 1 - 0.05 / 6, 8, 0.9947771206498146),
    (50, 0.95, 18, 0.9671608624357315),
  ]

  @Test(arguments: table)
  func `ranks and coverage agree with the tables`(
    count: Int, confidence: Double, rank: Int, coverage: Double
  ) throws {
    let values = (1...count).map(Double.init).reversed()
    let interval = try #require(MedianInterval(Array(values), confidence: confidence))
    #expect(interval.low == Double(rank))
    #expect(interval.high == Double(count - rank + 1))
    #expect(isClose(interval.coverage, coverage))
  }

  @Test func `too few values have no interval, not their extremes`() {
    #expect(MedianInterval([], confidence: 0.95) == nil)
    #expect(MedianInterval([1, 2, 3, 4, 5], confidence: 0.95) == nil)
    #expect(MedianInterval([1, 2, 3, 4, 5, 6, 7], confidence: 0.99) == nil)
  }

  @Test func `the fewest blocks are those that the design states`() {
    #expect(MedianInterval.leastCount(confidence: 0.95) == 6)
    #expect(MedianInterval.leastCount(confidence: 0.99) == 8)
    let family = Family(alpha: 0.05, comparisonsCount: 6)
    #expect(family.leastBlocksCount == 8)
    #expect(isClose(family.confidence, 0.9916666666666667))
  }

  @Test func `an even sample's median is its midpoint`() {
    #expect([4.0, 1, 3, 2].median == 2.5)
    #expect([3.0, 1, 2].median == 2)
    #expect([Double]().median == nil)
    #expect([1, .infinity, .infinity, 2].median == .infinity)
    #expect([-.infinity, .infinity].median == 0)
  }
}

struct PairedRatioTests {
  @Test func `the median of even pairs is the midpoint of the logarithms`() throws {
    let ratio = try #require(PairedRatio(costs: [(1, 1), (4, 1)], confidence: 0.95))
    #expect(isClose(ratio.ratio, 2))
    #expect(ratio.interval == nil)
    #expect(ratio.blocksCount == 2)
  }

  @Test func `a ratio and its inverse mirror each other`() throws {
    var generator = SeededGenerator(seed: 4)
    let costs = (0..<24).map { _ in (1 + generator.nextUnit(), 1 + generator.nextUnit()) }
    let there = try #require(PairedRatio(costs: costs, confidence: 0.95))
    let back = try #require(PairedRatio(costs: costs.map { ($1, $0) }, confidence: 0.95))
    #expect(isClose(there.ratio, 1 / back.ratio))
    #expect(isClose(try #require(there.interval).low, 1 / (try #require(back.interval).high)))
  }

  @Test func `a trial that never finished counts as slowest and is not dropped`() throws {
    let costs = [(Double.infinity, 2.0)] + (0..<9).map { _ in (2.0, 2.0) }
    let ratio = try #require(PairedRatio(costs: costs, confidence: 0.95))
    #expect(ratio.ratio == 1)
    #expect(ratio.blocksCount == 10)
    let all = try #require(
      PairedRatio(costs: (0..<8).map { _ in (.infinity, 1) }, confidence: 0.95))
    #expect(all.ratio == .infinity)
    #expect(Judgement(all.interval).verdict == .slower)
  }

  @Test func `two trials that never finished are tied`() throws {
    let ratio = try #require(PairedRatio(costs: [(.infinity, .infinity)], confidence: 0.95))
    #expect(ratio.ratio == 1)
  }
}

struct JudgementTests {
  static let table: [(Double, Double, Verdict, Bool, Double)] = [
    (0.99, 1.01, Verdict.equivalent, false, 0.99), (1.005, 1.02, .equivalent, true, 1.02),
    (1 / 1.02, 0.999, .equivalent, true, 1 / 1.02), (1.005, 1.03, .slower, true, 1.03),
    (0.8, 0.9, .faster, true, 0.8), (0.97, 0.999, .faster, true, 0.97),
    (0.9, 1.2, .cannotTell, false, 1.2), (0.8, 1.1, .cannotTell, false, 0.8),
    (0.99, 1.021, .cannotTell, false, 1.021),
  ]

  @Test(arguments: table)
  func `the interval decides, and nothing else`(
    low: Double, high: Double, verdict: Verdict, excludesOne: Bool, largest: Double
  ) {
    let judgement = Judgement(MedianInterval(low: low, high: high, coverage: 0.95))
    #expect(judgement.verdict == verdict)
    #expect(judgement.excludesOne == excludesOne)
    #expect(judgement.largestEffectNotExcluded == largest)
  }

  @Test func `no interval excludes nothing`() {
    let judgement = Judgement(nil)
    #expect(judgement.verdict == .cannotTell)
    #expect(judgement.largestEffectNotExcluded == nil)
  }
}

struct FairnessTests {
  @Test func `Jain's index is 1 for equal shares and one n-th for a monopoly`() throws {
    #expect(Fairness(operationsPerThread: [5, 5, 5])?.jainIndex == 1)
    #expect(Fairness(operationsPerThread: [8, 0, 0, 0])?.jainIndex == 0.25)
    let uneven = try #require(Fairness(operationsPerThread: [1, 2, 3]))
    #expect(isClose(uneven.jainIndex, 36.0 / 42))
    #expect(uneven.slowestRatio == 0.5)
  }

  @Test func `nothing to share is neither fair nor unfair`() {
    #expect(Fairness(operationsPerThread: [0, 0]) == nil)
    #expect(Fairness(operationsPerThread: []) == nil)
  }
}
