import CheckVerdicts
import Testing

@testable import Check
@testable import TrialRows

@Suite struct PairTimesTests {
  private let subjects = ["one", "two"].map { CheckSubject(cell: $0, strategy: "packed") }

  private func pair(
    _ role: CheckRole, _ subject: CheckSubject, _ purpose: TrialPurpose
  ) -> CheckSchedule.Pair {
    CheckSchedule.Pair(
      role: role, subject: subject, purpose: purpose, number: 0, arms: [.base, .head], seed: 1)
  }

  private var times: PairTimes {
    var times = PairTimes()
    times.note(pair(.subject, subjects[0], .cost), seconds: 1)
    times.note(pair(.subject, subjects[0], .futexes), seconds: 10)
    times.note(pair(.subject, subjects[1], .cost), seconds: 100)
    times.note(pair(.subject, subjects[1], .futexes), seconds: 1000)
    return times
  }

  @Test func `a stage takes what its own pairs take, whichever strategies come back`() {
    let fresh = [
      pair(.subject, subjects[1], .cost), pair(.subject, subjects[1], .futexes),
      pair(.slowed, subjects[0], .cost), pair(.slowed, subjects[0], .cost),
    ]
    #expect(times.seconds(of: fresh) == 1102)
    #expect(times.seconds(of: []) == 0)
  }

  @Test func `one slow pair among several does not make all slow`() {
    var times = times
    for seconds in [2.0, 50] { times.note(pair(.slowed, subjects[0], .cost), seconds: seconds) }
    #expect(times.seconds(of: [pair(.subject, subjects[0], .cost)]) == 2)
  }

  @Test func `a subject has a pair for each purpose, a control one for its costs`() {
    let plan = CheckPlan(
      subjects: subjects, gates: [.cpu, .futexWaits], briefPairsCount: 0, freshPairsCount: 0)
    let each = times.each(of: subjects, by: plan)
    #expect(each == CheckPlan.PairSeconds(subjects: 1111, control: 1))
    #expect(times.each(of: [subjects[0]], by: plan).subjects == 11)
  }
}
