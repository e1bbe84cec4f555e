import CheckVerdicts
import Testing

@testable import Check
@testable import Scenarios
@testable import TrialRows

/// How the steps of an injected slowdown and of the slowed control are found.
@Suite struct TuningTests {
  @Test(arguments: [0.001, 0.02, 0.3], [1, 32, 5_000])
  func `a slowdown is tuned to what is asked for, or a little less`(
    percentPerStep: Double, first: Int
  ) throws {
    let found = try #require(
      InjectionTuning.find(percent: 5, from: first) { Double($0) * percentPerStep })
    #expect(found.percent <= 5 && found.percent >= 4.4)
    #expect(found.percent == Double(found.steps) * percentPerStep)
  }

  @Test(arguments: [0.001, 0.02, 0.3])
  func `what steps cost is measured again as they were tuned`(percentPerStep: Double) throws {
    let found = try #require(
      InjectionTuning.find(percent: 5, from: 32) { Double($0) * percentPerStep })
    let again = InjectionTuning.percent(of: found.steps, sought: 5) { steps in
      #expect(steps == 4 * found.steps)
      return Double(steps) * percentPerStep / 2
    }
    #expect(abs(again - found.percent / 2) < 1e-9)
  }

  @Test(arguments: [(0.02, 1000), (3.0, 7), (5, 4), (19, 2), (20, 1), (80, 1)])
  func `a small slowdown is measured with a multiple of its steps, and so is its error`(
    percent: Double, multiple: Int
  ) throws {
    let error = percent / 20
    var tries: [Int] = []
    let found = try #require(
      InjectionTuning.find(percent: percent, from: 10) { steps in
        tries.append(steps)
        return Double(steps) * percent / 10 + error
      })
    #expect(tries.first == 10 * multiple && tries.last == found.steps * multiple)
    let cost = Double(found.steps) * percent / 10
    #expect(abs(found.percent - cost - error / Double(multiple)) < 1e-9 * percent)
  }

  @Test func `a machine that changes its speed meanwhile is followed`() throws {
    var triesCount = 0
    let found = try #require(
      InjectionTuning.find(percent: 5, from: 100) { steps in
        triesCount += 1
        return Double(steps) * (triesCount < 3 ? 0.04 : 0.02) + (triesCount == 1 ? 6 : 0)
      })
    #expect((220...250).contains(found.steps))
  }

  @Test func `steps that cost nothing, or far too much, are given up`() {
    var tries: [Int] = []
    #expect(
      InjectionTuning.find(percent: 5, from: 32) { steps in
        tries.append(steps)
        return -0.5
      } == nil)
    #expect(tries.count == InjectionTuning.triesCount)
    #expect(tries.max() == Slowdown.mostSteps)
    #expect(InjectionTuning.find(percent: 5, from: 32) { _ in 40 } == nil)
  }

  @Test func `the control's tuning stays within what it knows`() {
    let aim = SlowdownTuning.aim(for: 1.2)
    #expect(SlowdownTuning.next(after: 64, 1.1, 64, nil, aim) == 255)
    #expect(SlowdownTuning.next(after: 64, 1.0, 64, nil, aim) == 1_024)
    #expect(SlowdownTuning.next(after: 400, 3.0, 200, 400, aim) == 225)
    #expect(SlowdownTuning.next(after: 400, 1.61, 200, 400, aim) == 262)
  }

  /// A pair of which head costs so much of base.
  private static func pair(_ ratio: Double) -> [CheckTrial] {
    [(CheckArm.base, 1.0), (.head, ratio)].map { arm, cost in
      var trial = CheckTrial.blank
      trial.arm = arm
      trial.sample.operationsCount = 1000
      trial.sample.cpuNanoseconds = Int(1_000_000 * cost)
      return trial
    }
  }

  @Test func `the control is slowed by as many steps as reach the aim`() throws {
    let tuning = SlowdownTuning(
      pairsCount: 3, aim: SlowdownTuning.aim(for: 1.2), gates: [.cpu]
    ) { steps in Self.pair(1 + Double(steps) * 0.002) }
    #expect(try (125...275).contains(tuning.find()))
  }

  @Test func `of tries that all miss the aim the nearest is taken`() throws {
    var tries: [Int: Double] = [:]
    // No number of steps costs between 20 and 70 percent.
    let tuning = SlowdownTuning(
      pairsCount: 1, aim: SlowdownTuning.aim(for: 1.2), gates: [.cpu]
    ) { steps in
      let ratio = steps < 300 ? 1.2 : 1.7 + Double(steps) * 1e-4
      tries[steps] = ratio
      return Self.pair(ratio)
    }
    let found = try tuning.find()
    #expect(tries[found] == 1.2 && tries.count > 3)
  }
}
