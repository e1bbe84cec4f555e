import Testing

@testable import Statistics

/// Error rates of runs that add blocks until a verdict is decided, as a quick run does; and those
/// of the rule that must not be used for that.
///
/// 400 runs estimate a rate of 5 % to ±1.1 %. The limits are three of those above it.
struct SequentialErrorRateTests {
  static let limit = 0.05 + 3 * 0.011
  static let planned = 12
  static let most = 48

  /// The intervals that are computed after every block, beginning with the last planned one.
  private enum Rule {
    case sequential
    /// The intervals of a fixed number of blocks, although the number is not fixed.
    case peeking

    /// The intervals that hold at every number of blocks together.
    func ranks(confidence: Double) -> [Int?] {
      let sequence = SequentialRanks(confidence: confidence, mostCount: most)
      return (0...most).map { count in
        switch self {
        case .sequential: sequence.rank(count: count)
        case .peeking: MedianInterval.rank(count: count, confidence: confidence)
        }
      }
    }
  }

  /// The judgements of one run, which ends as soon as `isEnd` holds.
  private func judgements(
    _ machine: SimulatedRun, _ comparisons: Int, _ ranks: [Int?],
    using generator: inout SeededGenerator, isEnd: ([Judgement]) -> Bool
  ) -> [Judgement] {
    var machine = machine
    machine.blocksCount = Self.most
    let logs = (0..<comparisons).map { _ in
      machine.costs(using: &generator).map { PairedRatio.logRatio($0.strategy, $0.reference) }
    }
    var sorted = logs.map { Array($0.prefix(Self.planned - 1)).sorted() }
    var judgements: [Judgement] = []
    for count in Self.planned...Self.most {
      for index in logs.indices {
        let value = logs[index][count - 1]
        let place = sorted[index].firstIndex { $0 > value } ?? count - 1
        sorted[index].insert(value, at: place)
      }
      judgements = sorted.map { values in
        guard let rank = ranks[count] else { return Judgement(nil) }
        let interval = MedianInterval(
          low: values[rank - 1], high: values[count - rank], coverage: 0)
        return Judgement(interval.exponential)
      }
      if isEnd(judgements) { break }
    }
    return judgements
  }

  /// The share of runs in which a judgement is false.
  private func rate(
    _ machine: SimulatedRun, comparisons: Int = 1, _ rule: Rule = .sequential, runs: Int = 400,
    seed: UInt64, until isEnd: ([Judgement]) -> Bool = Self.allAreTold,
    _ isFalse: (Judgement) -> Bool
  ) -> Double {
    let ranks = rule.ranks(confidence: 1 - 0.05 / Double(comparisons))
    var generator = SeededGenerator(seed: seed)
    let erred = (0..<runs).count { _ in
      judgements(machine, comparisons, ranks, using: &generator, isEnd: isEnd)
        .contains(where: isFalse)
    }
    return Double(erred) / Double(runs)
  }

  /// The end of a cell in a quick run.
  private static func allAreTold(_ judgements: [Judgement]) -> Bool {
    judgements.allSatisfy { $0.verdict != .cannotTell }
  }

  /// The end that raises the error rate most.
  private static func anyIsTold(_ judgements: [Judgement]) -> Bool {
    judgements.contains(where: \.excludesOne)
  }

  @Test(arguments: ErrorRateTests.unpleasantMachines)
  func `identical arms are rarely told apart, however often their interval is computed`(
    name: String, machine: SimulatedRun
  ) {
    let rate = rate(machine, seed: 21, \.excludesOne)
    #expect(rate < Self.limit, "on a machine that is \(name)")
  }

  @Test func `the interval of a fixed number, computed after each block, errs too often`() {
    let machine = SimulatedRun(noise: (0.1, 0.1))
    #expect(rate(machine, seed: 22, \.excludesOne) < Self.limit)
    #expect(rate(machine, .peeking, seed: 22, \.excludesOne) > 1.3 * Self.limit)
  }

  @Test func `a family errs at most at its level, though it ends at its first difference`() {
    let machine = SimulatedRun(noise: (0.1, 0.1))
    let sequential = rate(
      machine, comparisons: 6, seed: 23, until: Self.anyIsTold, \.excludesOne)
    let peeking = rate(
      machine, comparisons: 6, .peeking, seed: 23, until: Self.anyIsTold, \.excludesOne)
    #expect(sequential < Self.limit)
    #expect(peeking > 1.3 * Self.limit)
  }

  @Test func `a difference at the margin is rarely called equivalent`() {
    let machine = SimulatedRun(ratio: 1.021, noise: (0.005, 0.005))
    #expect(rate(machine, seed: 24) { $0.verdict == .equivalent } < Self.limit)
  }

  @Test func `added blocks find ten percent beside bimodal neighbours, twelve do not`() {
    let machine = SimulatedRun(ratio: 1.1, noise: (0.03, 0.03), neighbourShare: 0.2)
    let sequential = rate(machine, comparisons: 6, runs: 100, seed: 25) {
      $0.verdict == .cannotTell
    }
    var short = machine
    short.blocksCount = Self.planned
    let confidence = Family(alpha: 0.05, comparisonsCount: 6).confidence
    let fixed = short.rate(runs: 200, confidence: confidence, seed: 25) {
      $1.verdict == .cannotTell
    }
    #expect(sequential < 0.15, "of runs of six comparisons that leave any open")
    #expect(fixed > 0.3, "of single comparisons")
  }
}
