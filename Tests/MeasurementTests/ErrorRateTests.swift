import Testing

@testable import Statistics
@testable import TrialRows

/// Error rates of the whole chain, pairs to verdict, measured on simulated machines.
///
/// 1500 runs estimate a rate of 2.3 % (24 blocks at 95 %) to ±0.4 %. The limits are three of those
/// above it.
struct ErrorRateTests {
  static let limit = 0.0227 + 3 * 0.004

  static let unpleasantMachines: [(String, SimulatedRun)] = [
    ("quiet", SimulatedRun()),
    ("drifting", SimulatedRun(driftPerBlock: 0.02)),
    ("autocorrelated", SimulatedRun(autocorrelation: 0.95)),
    ("with bimodal neighbours", SimulatedRun(neighbourShare: 0.3)),
    ("slowing within a block", SimulatedRun(positionEffect: 0.1)),
    ("noisier for one arm", SimulatedRun(noise: (0.1, 0.01))),
  ]

  @Test(arguments: unpleasantMachines)
  func `identical arms are rarely told apart`(name: String, machine: SimulatedRun) {
    #expect(machine.rate { $1.excludesOne } < Self.limit, "on a machine that is \(name)")
    #expect(machine.rate { $1.verdict == .faster || $1.verdict == .slower } < Self.limit)
  }

  @Test(arguments: unpleasantMachines)
  func `the interval covers the true ratio as often as it says`(
    name: String, machine: SimulatedRun
  ) {
    var machine = machine
    machine.ratio = 1.3
    let missed = machine.rate(seed: 2) { ratio, _ in
      ratio.interval.map { $0.low > 1.3 || $0.high < 1.3 } ?? false
    }
    #expect(missed < Self.limit, "on a machine that is \(name)")
  }

  @Test func `a difference at the margin is rarely called equivalent`() {
    let machine = SimulatedRun(ratio: 1.021, noise: (0.005, 0.005))
    #expect(machine.rate(seed: 3) { $1.verdict == .equivalent } < Self.limit)
  }

  @Test func `identical arms on a quiet machine are called equivalent`() {
    let machine = SimulatedRun(noise: (0.01, 0.01))
    #expect(machine.rate(runs: 300, seed: 4) { $1.verdict == .equivalent } > 0.95)
  }

  @Test func `six percent are found in twenty-four blocks of a family of six`() {
    let machine = SimulatedRun(ratio: 1.06, noise: (0.03, 0.03), driftPerBlock: 0.02)
    let confidence = Family(alpha: 0.05, comparisonsCount: 6).confidence
    #expect(
      machine.rate(runs: 300, confidence: confidence, seed: 5) { $1.verdict == .slower } > 0.95)
  }

  @Test func `a family of six errs at most at its level`() {
    let family = Family(alpha: 0.05, comparisonsCount: 6)
    var generator = SeededGenerator(seed: 6)
    var erred = 0
    for _ in 0..<500 {
      let judgements = (0..<6).map { _ in
        let costs = SimulatedRun(autocorrelation: 0.9).costs(using: &generator)
        return Judgement(
          PairedRatio(costs: costs, confidence: family.confidence)?.interval)
      }
      if judgements.contains(where: \.excludesOne) { erred += 1 }
    }
    #expect(Double(erred) / 500 < 0.05 + 3 * 0.0097)
  }

  @Test func `two metrics of six comparisons err together at most at the family's level`() throws {
    let plan = SummaryPlan(
      strategies: ["mutex", "a", "b", "c", "d", "e", "f"], cellsWithWallVerdict: ["contended"])
    let family = try #require(plan.family(of: "contended"))
    var machine = SimulatedRun()
    machine.blocksCount = family.leastBlocksCount
    var generator = SeededGenerator(seed: 10)
    var erred = 0
    for _ in 0..<1500 {
      let judgements = (0..<12).map { _ in
        Judgement(
          PairedRatio(costs: machine.costs(using: &generator), confidence: family.confidence)?
            .interval)
      }
      if judgements.contains(where: \.excludesOne) { erred += 1 }
    }
    // With m = 6, whose intervals need 8 blocks, it would be 9 %.
    #expect(Double(erred) / 1500 < 0.05 + 3 * 0.0056)
    #expect(erred > 0)
  }

  @Test func `a fixed order makes the machine's slowing look like a slower arm`() {
    let machine = SimulatedRun(positionEffect: 0.1, isShuffled: false)
    #expect(machine.rate(runs: 200, seed: 8) { $1.verdict == .faster } > 0.95)
  }

  @Test func `blocks that depend on each other break the promise, as documented`() {
    let machine = SimulatedRun(ratioAutocorrelation: 0.9)
    #expect(machine.rate(runs: 500, seed: 9) { $1.excludesOne } > 2 * Self.limit)
  }
}
