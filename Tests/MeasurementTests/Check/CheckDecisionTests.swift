import Testing

@testable import CheckVerdicts
@testable import Statistics
@testable import TrialRows

struct CheckDecisionTests {
  @Test func `identical revisions pass in the brief stage`() {
    let result = CheckExample().result
    #expect(result.outcome == .pass && result.faults == [])
    #expect(result.findings.allSatisfy { $0.stage == .brief })
    #expect(result.findings.count == 2 * 2 + 2 * 2)
    #expect(result.couldReject)
    #expect(result.largestSlowdownNotExcluded < 1.01)
  }

  @Test func `a slowdown that the fresh data confirm is a regression`() throws {
    var example = CheckExample(stages: [.brief, .fresh])
    example.ratio = { subject, _ in subject == CheckExample.packed ? 1.06 : 1 }
    let result = example.result
    #expect(result.outcome == .regression)
    #expect(result.regressions.map(\.subject) == [CheckExample.packed, CheckExample.packed])
    #expect(result.regressions.allSatisfy { $0.stage == .fresh && $0.pairsCount == 20 })
    // The brief stage settles the other subject for good.
    #expect(
      result.findings.filter { $0.subject == CheckExample.mutex && $0.role == .subject }
        .allSatisfy { $0.stage == .brief && $0.pairsCount == 16 })
    let largest = try #require(result.regressions.map(\.largestChangeNotExcluded).max())
    #expect(result.largestSlowdownNotExcluded == largest)
    #expect(largest > 1.055 && largest < 1.07)
  }

  @Test func `only the fresh data count for a subject that is measured again`() throws {
    var example = CheckExample(stages: [.brief, .fresh])
    example.ratio = { $0 == CheckExample.packed && $1 == .brief ? 1.5 : 1 }
    #expect(try example.record.unsettledSubjects(by: example.plan) == [CheckExample.packed])
    #expect(example.result.outcome == .pass)
    #expect(example.result.findings[0].pairsCount == 20)

    var reused = CheckRule()
    reused.stagesOfUnsettled = [.brief, .fresh]
    let wrong = CheckResult(of: example.record, by: example.plan, rule: reused)
    #expect(wrong.findings[0].pairsCount == 36)
    #expect(wrong.outcome != .pass)
  }

  @Test func `an interval between the limits is inconclusive and says what is not excluded`() {
    var example = CheckExample(stages: [.brief, .fresh])
    example.recorded = { trial in
      var trial = trial
      // Every other pair of one subject is a tenth slower in head.
      if trial.subject == CheckExample.packed, trial.role == .subject, trial.arm == .head,
        trial.sample.block.isMultiple(of: 2)
      {
        trial.sample.cpuNanoseconds = trial.sample.cpuNanoseconds.map { $0 + $0 / 10 }
      }
      return trial
    }
    let result = example.result
    #expect(result.outcome == .inconclusive)
    #expect(result.undecided.map(\.metric) == ["cpu_per_op_ns"])
    #expect(result.largestSlowdownNotExcluded > 1.09)
  }

  @Test func `an improvement passes and is listed`() {
    var example = CheckExample()
    example.ratio = { subject, _ in subject == CheckExample.packed ? 0.9 : 1 }
    #expect(example.result.outcome == .pass)
    let improved = example.result.improvements.map(\.subject)
    #expect(improved == [CheckExample.packed, CheckExample.packed])
  }

  @Test func `waits that did not happen before are a regression, whatever their ratio`() {
    var example = CheckExample(plan: CheckExample.counting, stages: [.brief, .fresh])
    #expect(example.result.outcome == .pass)
    example.recorded = { trial in
      var trial = trial
      if trial.arm == .head { trial.sample.voluntarySwitchesCount = 30_000 }
      return trial
    }
    let result = example.result
    #expect(result.outcome == .regression)
    #expect(result.regressions.map(\.metric) == ["voluntary_switches_ratio"])
    #expect(result.regressions.first?.scale == .difference)
    // A wait is no slowdown by itself.
    #expect(result.largestSlowdownNotExcluded < 1.01)
  }

  @Test func `pairs that were all disturbed leave a check inconclusive, not passed`() {
    var example = CheckExample(stages: [.brief, .fresh])
    example.recorded = { trial in
      var trial = trial
      trial.sample.valid = trial.sample.block < 5
      return trial
    }
    let result = example.result
    #expect(result.outcome == .inconclusive && result.faults == [])
    #expect(result.largestSlowdownNotExcluded == .infinity)
    #expect(!result.couldReject)
    #expect(result.findings[0].pairsCount == 5 && result.findings[0].disturbedPairsCount == 15)
  }

  @Test(arguments: [(0.9, true), (0.8, false)])
  func `a check that would not show a fifth more in the same pairs could not reject`(
    low: Double, could: Bool
  ) {
    var example = CheckExample(stages: [.brief, .fresh])
    example.recorded = { trial in
      var trial = trial
      guard trial.role == .subject, trial.arm == .head, trial.sample.block.isMultiple(of: 2)
      else { return trial }
      let wall = trial.sample.wallNanoseconds
      trial.sample.wallNanoseconds = wall.map { Int(Double($0) * low) }
      return trial
    }
    let result = example.result
    #expect(result.faults == [] && result.outcome == .pass)
    #expect(result.couldReject == could)
    // That is what "could reject" means: the same pairs, a fifth slower, are flagged.
    let steady = example.recorded
    example.recorded = { trial in
      guard var trial = steady(trial), trial.role == .subject, trial.arm == .head
      else { return steady(trial) }
      let wall = trial.sample.wallNanoseconds
      trial.sample.wallNanoseconds = wall.map { Int((Double($0) * 1.2).rounded(.up)) }
      return trial
    }
    let isFlagged = example.result.regressions.contains { $0.metric == CheckGate.wall.metric }
    #expect(isFlagged == could)
  }

  @Test func `one more instruction in a hundred is a regression, whatever the time says`() {
    var example = CheckExample()
    example.plan.exactLimits = [.instructions, .allocations]
    func result(head: Double) -> CheckResult {
      var record = example.record
      for subject in example.plan.subjects {
        record.counts.append(
          ExactCount(subject, quantity: "instructions_per_op_count", arm: .base, value: 18))
        record.counts.append(
          ExactCount(subject, quantity: "instructions_per_op_count", arm: .head, value: head))
      }
      return CheckResult(of: record, by: example.plan)
    }
    #expect(result(head: 18.1).outcome == .pass)
    #expect(result(head: 19).outcome == .regression)
    #expect(result(head: 19).regressions.allSatisfy { $0.isExact })
    #expect(result(head: 17).outcome == .pass)
    #expect(result(head: 17).improvements.count == 2)
    // The family is the statistical comparisons alone.
    #expect(example.plan.family.comparisonsCount == 4)
  }

  @Test func `one more allocation per message is a regression, and a few by the meters are not`() {
    var example = CheckExample()
    example.plan.exactLimits = [.allocations]
    example.recorded = { trial in
      var trial = trial
      if trial.arm == .head { trial.sample.allocationsCount = 9_000 }
      return trial
    }
    #expect(example.result.outcome == .pass)
    example.recorded = { trial in
      var trial = trial
      if trial.arm == .head { trial.sample.allocationsCount = 1_000_003 }
      return trial
    }
    #expect(example.result.outcome == .regression)
    #expect(example.result.regressions.first?.metric == "allocations_ratio")
  }
}

struct CheckControlTests {
  @Test func `identical arms that differ make the instrument invalid, whichever is slower`() {
    for ratio in [1.05, 0.95] {
      var example = CheckExample()
      example.identicalRatio = ratio
      #expect(example.result.outcome == .instrumentInvalid, "\(ratio)")
      #expect(!example.result.couldReject)
      #expect(example.result.controls.contains { $0.control == .broken && $0.role == .identical })
    }
  }

  @Test func `a slowdown that was there and is not seen makes the instrument invalid`() {
    var example = CheckExample()
    example.slowedRatio = 1.005
    #expect(example.result.outcome == .instrumentInvalid)
    #expect(!example.result.couldReject)
  }

  @Test func `a slowdown hidden by noise leaves nothing that could have passed`() {
    var example = CheckExample()
    example.recorded = { trial in
      var trial = trial
      if trial.role == .slowed, trial.sample.block.isMultiple(of: 2) {
        trial.sample.cpuNanoseconds = trial.arm == .base ? 40_000_000 : 20_000_000
      }
      return trial
    }
    let result = example.result
    #expect(result.outcome == .inconclusive)
    #expect(result.controls.contains { $0.control == .blind })
    #expect(!result.couldReject)
  }

  @Test func `the controls of the fresh stage are judged as well`() {
    var example = CheckExample(stages: [.brief, .fresh])
    example.ratio = { subject, stage in
      subject == CheckExample.packed && stage == .brief ? 1.2 : 1
    }
    example.recorded = { trial in
      var trial = trial
      guard trial.role == .identical, trial.stage == .fresh, trial.arm == .head else {
        return trial
      }
      trial.sample.cpuNanoseconds = trial.sample.cpuNanoseconds.map { $0 * 2 }
      return trial
    }
    #expect(example.result.outcome == .instrumentInvalid)
  }

  @Test func `a bad instrument outweighs a regression, and missing data outweigh both`() {
    var example = CheckExample(stages: [.brief, .fresh])
    example.ratio = { _, _ in 1.2 }
    #expect(example.result.outcome == .regression)
    example.identicalRatio = 1.1
    #expect(example.result.outcome == .instrumentInvalid)
    var record = example.record
    record.trials.removeLast()
    #expect(CheckResult(of: record, by: example.plan).outcome == .harnessError)
  }

  @Test func `the level of identical arms is spent over both stages and all costs`() {
    let plan = CheckExample().plan
    #expect(plan.family.comparisonsCount == 4)
    #expect(isClose(plan.confidence(of: .subject), 1 - 0.002 / 4))
    #expect(isClose(plan.confidence(of: .slowed), 1 - 0.002 / 4))
    #expect(isClose(plan.confidence(of: .identical), 1 - 0.002 / 4))
    #expect(plan.leastPairsCount == 12)
    var more = plan
    more.gates.append(.voluntarySwitches)
    #expect(more.family.comparisonsCount == 6)
    #expect(isClose(more.confidence(of: .identical), 1 - 0.002 / 4))
  }
}
