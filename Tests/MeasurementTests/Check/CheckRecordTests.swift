import Testing

@testable import CheckVerdicts
@testable import TrialRows

/// A fault of the data ends a check with exit code 1 and a clear line, never with 0.
struct CheckRecordTests {
  private func faults(_ record: CheckRecord, _ plan: CheckPlan) -> [String] {
    let result = CheckResult(of: record, by: plan)
    #expect(result.outcome == .harnessError && result.outcome.exitCode == 1)
    #expect(result.largestSlowdownNotExcluded == .infinity)
    #expect(!result.couldReject)
    return result.faults.map(\.description)
  }

  @Test func `a subject lost in head is named`() {
    let example = CheckExample()
    var record = example.record
    record.headSubjects = [CheckExample.packed]
    record.trials.removeAll { $0.role == .subject && $0.subject == CheckExample.mutex }
    #expect(
      faults(record, example.plan) == [
        "mutex in sessions/sessions=10000: base has it, head does not"
      ])
  }

  @Test func `a subject new in head is listed and not judged`() {
    let example = CheckExample()
    var record = example.record
    record.baseSubjects = [CheckExample.packed]
    record.trials.removeAll { $0.role == .subject && $0.subject == CheckExample.mutex }
    let result = CheckResult(of: record, by: example.plan)
    #expect(result.outcome == .pass)
    #expect(result.newSubjects == [CheckExample.mutex])
    #expect(!result.findings.contains { $0.subject == CheckExample.mutex && $0.role == .subject })
  }

  @Test func `with nothing to compare a check has not passed`() {
    let example = CheckExample()
    var record = example.record
    record.baseSubjects = []
    #expect(
      faults(record, example.plan).contains(
        "nothing of what was asked for is in both base and head"))
    record.headSubjects = []
    #expect(faults(record, example.plan).count >= 2)
  }

  @Test func `a lost child is not taken for a new subject`() {
    let example = CheckExample()
    var record = example.record
    record.trials.removeAll {
      $0.role == .subject && $0.subject == CheckExample.mutex && $0.arm == .base
    }
    #expect(
      faults(record, example.plan) == [
        "mutex in sessions/sessions=10000, brief stage: 0 complete pairs of 16 planned"
      ])
  }

  @Test func `no data at all is a harness error`() {
    let example = CheckExample()
    var record = example.record
    record.trials = []
    #expect(faults(record, example.plan).count == 4)
    #expect(throws: CheckFault.self) { try record.unsettledSubjects(by: example.plan) }
  }

  @Test func `a pair that is cut off, and a pair too many, are reported`() {
    let example = CheckExample()
    var record = example.record
    let last = record.trials.lastIndex { $0.role == .subject }
    if let last { record.trials.remove(at: last) }
    #expect(faults(record, example.plan).first?.contains("15 complete pairs of 16") == true)

    record = example.record
    let extra = record.trials.filter { $0.role == .subject && $0.sample.block == 0 }
    record.trials += extra.map { trial in
      var trial = trial
      trial.sample.block = 16
      return trial
    }
    #expect(faults(record, example.plan).first?.contains("17 complete pairs of 16") == true)
  }

  @Test func `a trial recorded twice is no pair`() {
    let example = CheckExample()
    var record = example.record
    record.trials.append(record.trials[0])
    #expect(faults(record, example.plan).first?.contains("15 complete pairs of 16") == true)
  }

  @Test func `controls that are missing are a harness error`() {
    let example = CheckExample()
    for role in CheckRole.controls {
      var record = example.record
      record.trials.removeAll { $0.role == role }
      #expect(
        faults(record, example.plan) == [
          "control (\(role.rawValue)), brief stage: 0 complete pairs of 16 planned"
        ])
    }
  }

  @Test func `an unsettled subject that was not measured again is a harness error`() {
    var example = CheckExample()
    example.ratio = { _, _ in 1.2 }
    #expect(faults(example.record, example.plan).allSatisfy { $0.contains("fresh stage") })
  }

  @Test func `trials without the metric of a gate are reported`() {
    var example = CheckExample()
    example.recorded = { trial in
      var trial = trial
      if trial.sample.block == 3 { trial.sample.wallNanoseconds = nil }
      return trial
    }
    let lines = faults(example.record, example.plan)
    #expect(lines.contains("packed in sessions/sessions=10000: no wall_per_op_ns in 2 trials"))
    #expect(lines.count == 4)
  }

  @Test func `an exact limit without a count is a harness error`() {
    var example = CheckExample()
    example.plan.exactLimits = [.instructions]
    var record = example.record
    record.counts = example.plan.subjects.map {
      ExactCount($0, quantity: "instructions_per_op_count", arm: .base, value: 18)
    }
    #expect(
      faults(record, example.plan).first
        == "packed in sessions/sessions=10000: no instructions_per_op_count of head")
  }

  @Test func `a failure of the measurement ends the check, whatever the data show`() {
    let example = CheckExample()
    var record = example.record
    record.faults = [.failed("base (abc1234): the build failed")]
    #expect(faults(record, example.plan) == ["base (abc1234): the build failed"])
  }

  @Test func `a disturbed pair is set aside, and one with a doubled trial is no pair`() {
    var example = CheckExample()
    example.recorded = { trial in
      var trial = trial
      if trial.sample.block == 2 { trial.sample.valid = false }
      return trial
    }
    var record = example.record
    let result = CheckResult(of: record, by: example.plan)
    #expect(result.findings[0].pairsCount == 15 && result.findings[0].disturbedPairsCount == 1)
    record.trials += record.trials.filter { $0.sample.block == 2 }
    #expect(CheckResult(of: record, by: example.plan).outcome == .harnessError)
  }

  @Test func `controls can be judged even if every second pair is disturbed`() {
    /// The outcome of a check in which the controls' pairs of these blocks are disturbed.
    func result(disturbed: @escaping @Sendable (Int) -> Bool) -> CheckResult {
      var example = CheckExample()
      example.plan.briefPairsCount = 96
      example.recorded = { trial in
        var trial = trial
        if trial.role != .subject, disturbed(trial.sample.block) { trial.sample.valid = false }
        return trial
      }
      return example.result
    }
    let halved = result { $0.isMultiple(of: 2) }
    #expect(halved.controls.map(\.pairsCount) == [24, 24, 12, 12])
    #expect(halved.controls.allSatisfy { $0.control == .kept } && halved.outcome == .pass)
    let lost = result { $0 >= 11 }
    #expect(lost.controls.allSatisfy { $0.control == .blind } && lost.outcome == .inconclusive)
  }

  @Test func `a pair of which an arm finished nothing is set aside`() {
    var example = CheckExample(stages: [.brief, .fresh])
    example.recorded = { trial in
      var trial = trial
      if trial.role == .subject, trial.sample.block == 0, trial.arm == .head {
        trial.sample.operationsCount = 0
      }
      return trial
    }
    let result = example.result
    #expect(result.outcome == .pass && result.findings[0].pairsCount == 15)
    #expect(result.findings[0].disturbedPairsCount == 1)
  }

  @Test func `programs that both finish nothing do not pass`() {
    var example = CheckExample(stages: [.brief, .fresh])
    example.recorded = { trial in
      var trial = trial
      if trial.role == .subject { trial.sample.operationsCount = 0 }
      return trial
    }
    #expect(example.result.outcome == .inconclusive)
  }

  @Test func `the slowed arm of a control may have another strategy's name`() {
    var example = CheckExample()
    example.recorded = { trial in
      guard trial.role == .slowed, trial.arm == .head else { return trial }
      var trial = trial
      trial.sample.strategy = "slowed"
      return trial
    }
    #expect(example.result.outcome == .pass)
  }
}
