import Testing

@testable import CheckVerdicts
@testable import Statistics

/// The check's error rates, measured on simulated machines.
struct CheckErrorRateTests {
  /// Whether that many alarms on identical arms are compatible with a rate of 1 %, at 95 %.
  static func exceedsOnePercent(_ alarms: Int, of sets: Int) -> Bool {
    ProportionBounds.upperBound(successes: alarms, trials: sets, confidence: 0.95) >= 0.01
  }

  private static func alarms(
    _ machine: SimulatedRun, plan: CheckPlan = SimulatedCheck.plan(),
    rule: CheckRule = .standard, sets: Int = SimulatedCheck.setsPerMachine
  ) -> Int {
    SimulatedCheck(machine: machine, plan: plan).count(of: sets, rule: rule, seed: 11) {
      $0.raisesAlarm
    }
  }

  // MARK: The check itself.

  @Test(arguments: SimulatedCheck.unpleasantMachines)
  func `identical revisions raise an alarm in less than one check of a hundred`(
    name: String, machine: SimulatedRun
  ) {
    let sets = SimulatedCheck.setsPerMachine
    let alarms = Self.alarms(machine)
    #expect(
      !Self.exceedsOnePercent(alarms, of: sets),
      "\(alarms) of \(sets) on a machine that is \(name)")
  }

  /// At the limit every flag is a false alarm, and false alarms are most frequent. The level is 20
  /// %, of which half is for alarms, to show that the level is spent and not only kept.
  @Test func `at the limit alarms are as rare as the level says, and not much rarer`() {
    let plan = SimulatedCheck.plan(subjects: 2, gates: [.cpu], alpha: 0.2)
    let machine = SimulatedRun(ratio: 1.01, noise: (0.1, 0.1))
    let sets = SimulatedCheck.setsPerMachine
    let alarms = Self.alarms(machine, plan: plan)
    #expect(Binomial(trials: sets, probability: 0.1).upperTail(alarms) > 1e-3, "\(alarms)")
    #expect(Double(alarms) / Double(sets) > 0.01, "\(alarms)")
  }

  @Test func `a slowdown at the upper limit rarely passes in either stage`() {
    let plan = SimulatedCheck.plan(gates: [.cpu], alpha: 0.2)
    let check = SimulatedCheck(
      machine: SimulatedRun(ratio: 1.05, noise: (0.1, 0.1)), plan: plan)
    let sets = SimulatedCheck.setsPerMachine
    let passed = check.count(of: sets, seed: 12) { $0.findings[0].verdict == .pass }
    #expect(Binomial(trials: sets, probability: 0.2).upperTail(passed) > 1e-3, "\(passed)")
    #expect(Double(passed) / Double(sets) > 0.02, "\(passed)")
  }

  @Test(arguments: [0, 7])
  func `with its controls a check of identical revisions neither alarms nor doubts itself`(
    index: Int
  ) {
    let (name, machine) = SimulatedCheck.unpleasantMachines[index]
    let sets = SimulatedCheck.setsPerMachine
    let check = SimulatedCheck(machine: machine)
    let ended = check.count(of: sets, hasControls: true, seed: 13) {
      $0.outcome == .regression || $0.outcome == .instrumentInvalid
    }
    #expect(!Self.exceedsOnePercent(ended, of: sets), "\(ended) on a machine that is \(name)")
  }

  @Test(arguments: [0.02, 0.03])
  func `five percent are found within a minute where pairs scatter by up to three`(
    deviation: Double
  ) {
    // The scatter of each arm that gives the pair's log ratio this scatter.
    let noise = deviation / 2.0.squareRoot()
    let check = SimulatedCheck(
      machine: SimulatedRun(ratio: 1.05, noise: (noise, noise), driftPerBlock: 0.01))
    let sets = SimulatedCheck.setsPerMachine
    let found = check.count(of: sets, seed: 14) { $0.raisesAlarm }
    #expect(
      ProportionBounds.lowerBound(successes: found, trials: sets, confidence: 0.95) > 0.95,
      "\(found) of \(sets)")
  }

  @Test func `an improvement passes and is reported`() {
    let check = SimulatedCheck(machine: SimulatedRun(ratio: 0.9))
    let told = check.count(of: 100, seed: 15) {
      $0.outcome != .regression && $0.findings.allSatisfy { $0.verdict == .pass && $0.isImproved }
    }
    #expect(told == 100)
  }

  // MARK: Wrong rules, each of which must be detected.

  @Test func `a rule with the wrong tail is detected`() {
    var rule = CheckRule()
    rule.verdict = { interval, gate in
      guard let interval else { return .inconclusive }
      return interval.high > gate.regressionLimit ? .regression : .pass
    }
    let alarms = Self.alarms(SimulatedRun(), rule: rule, sets: 300)
    #expect(Self.exceedsOnePercent(alarms, of: 300))
  }

  @Test func `a rule that takes the extremes of too few pairs for an interval is detected`() {
    var rule = CheckRule()
    rule.interval = { changes, confidence in
      guard let low = changes.min(), let high = changes.max() else { return nil }
      return MedianInterval(low: low, high: high, coverage: confidence)
    }
    let few = SimulatedCheck.plan(brief: 3, fresh: 3)
    let machine = SimulatedRun(noise: (0.05, 0.05))
    #expect(Self.exceedsOnePercent(Self.alarms(machine, plan: few, rule: rule, sets: 300), of: 300))
    #expect(Self.alarms(machine, plan: few, sets: 300) == 0)
    // With enough pairs the extremes enclose everything and decide nothing.
    let check = SimulatedCheck(machine: SimulatedRun(ratio: 1.05, noise: (0.03, 0.03)))
    #expect(check.count(of: 100, rule: rule, seed: 16) { $0.raisesAlarm } < 50)
  }

  /// A flag that the brief stage raised by chance must not be confirmed more often than others. If
  /// the fresh stage used the brief data again, it would agree with the brief stage.
  @Test func `a rule that uses the brief data again in the fresh stage is detected`() {
    var rule = CheckRule()
    rule.stagesOfUnsettled = [.brief, .fresh]
    let plan = SimulatedCheck.plan(gates: [.cpu], alpha: 0.4, brief: 34, fresh: 12)
    let check = SimulatedCheck(
      machine: SimulatedRun(ratio: 1.01, noise: (0.03, 0.03)), plan: plan)
    let fresh = Self.confirmation(of: check, by: .standard)
    let reused = Self.confirmation(of: check, by: rule)
    #expect(fresh.flagged > 30)
    // A fresh stage confirms a flag by chance with at most α ⁄ 2m.
    #expect(Binomial(trials: fresh.flagged, probability: 0.2).upperTail(fresh.confirmed) > 1e-3)
    #expect(Binomial(trials: reused.flagged, probability: 0.2).upperTail(reused.confirmed) < 1e-3)
  }

  /// The checks that the brief stage flags, and those of them that end as a regression.
  private static func confirmation(
    of check: SimulatedCheck, by rule: CheckRule
  ) -> (flagged: Int, confirmed: Int) {
    var generator = SeededGenerator(seed: 17)
    var flagged = 0
    var confirmed = 0
    var onlyBrief = rule
    onlyBrief.stagesOfUnsettled = [.brief]
    for _ in 0..<1000 {
      // The same draws are judged twice, once by the brief stage alone.
      var same = generator
      let brief = check.decision(rule: onlyBrief, using: &same)
      let whole = check.decision(rule: rule, using: &generator)
      guard brief.raisesAlarm else { continue }
      flagged += 1
      confirmed += whole.raisesAlarm ? 1 : 0
    }
    return (flagged, confirmed)
  }

  @Test func `a rule that ignores the controls is detected`() {
    var rule = CheckRule()
    rule.heedsControls = false
    let quiet = SimulatedRun(noise: (0.01, 0.01))
    let differing = SimulatedCheck(machine: quiet, identicalRatio: 1.05)
    let weak = SimulatedCheck(machine: quiet, slowedRatio: 1.0)
    for check in [differing, weak] {
      let kept = check.count(of: 50, hasControls: true, seed: 18) {
        $0.outcome == .instrumentInvalid
      }
      let ignored = check.count(of: 50, rule: rule, hasControls: true, seed: 18) {
        $0.outcome == .instrumentInvalid
      }
      #expect(kept == 50)
      #expect(ignored == 0)
    }
  }
}

struct CheckPowerTests {
  /// Pairs, confidence, share of pairs above the limit, power: from exact sums of binomial
  /// coefficients in another language.
  static let table: [(Int, Double, Double, Double)] = [
    (30, 0.999, 0.9, 0.9268098916001203), (50, 0.998, 0.834, 0.9702110528262864),
    (13, 0.999, 0.95, 0.5133420832795048), (10, 0.999, 1, 0),
    (11, 0.999, 0.8, 0.08589934592000005),
  ]

  @Test(arguments: table)
  func `power agrees with an independent implementation`(
    pairs: Int, confidence: Double, exceedance: Double, power: Double
  ) {
    let found = CheckPower(exceedance: exceedance, confidence: confidence)
      .power(pairsCount: pairs)
    #expect(power == 0 ? found == 0 : isClose(found, power, within: 1e-6))
  }

  /// The pairs for 95 % power at 5 %, by the number of comparisons and the scatter of a pair.
  static let needs: [(Int, Double, Int)] = [
    (1, 0.02, 18), (1, 0.03, 30), (1, 0.04, 46), (2, 0.02, 19), (2, 0.03, 31), (2, 0.04, 50),
    (4, 0.02, 20), (4, 0.03, 33), (4, 0.04, 55), (6, 0.04, 56),
  ]

  @Test(arguments: needs)
  func `the pairs that a slowdown of five percent needs are known beforehand`(
    comparisons: Int, deviation: Double, pairs: Int
  ) {
    let family = Family(alpha: CheckPlan.defaultAlpha, comparisonsCount: comparisons)
    let power = CheckPower(
      slowdown: 1.05, deviation: deviation, confidence: family.confidence)
    #expect(power.pairsCount(forPower: 0.95, atMost: 150) == pairs)
  }

  @Test func `power that a budget cannot reach is not promised`() {
    let power = CheckPower(slowdown: 1.011, deviation: 0.1, confidence: 0.999)
    #expect(power.pairsCount(forPower: 0.95, atMost: 100) == nil)
  }

  @Test func `the simulation finds as often as the sum says`() {
    let plan = SimulatedCheck.plan(gates: [.cpu])
    let noise = 0.04 / 2.0.squareRoot()
    let check = SimulatedCheck(
      machine: SimulatedRun(ratio: 1.05, noise: (noise, noise)), plan: plan)
    let power = CheckPower(
      slowdown: 1.05, deviation: 0.04, confidence: plan.family.confidence
    ).power(pairsCount: plan.freshPairsCount)
    let sets = SimulatedCheck.setsPerMachine
    let found = check.count(of: sets, seed: 19) { $0.raisesAlarm }
    let deviation = (power * (1 - power) / Double(sets)).squareRoot()
    #expect(abs(Double(found) / Double(sets) - power) < 4 * deviation)
  }
}
