import Testing

@testable import Bench

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
    #expect(SlowdownTuning.next(after: 64, 1.1, 64, nil, aim) == 256)
    #expect(SlowdownTuning.next(after: 64, 1.0, 64, nil, aim) == 1_024)
    #expect(SlowdownTuning.next(after: 400, 3.0, 200, 400, aim) == 225)
    #expect(SlowdownTuning.next(after: 400, 1.61, 200, 400, aim) == 262)
  }
}
