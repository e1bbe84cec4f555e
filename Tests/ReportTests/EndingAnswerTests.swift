import Report
import Testing
import TrialRows

@testable import Bench
@testable import Tables

/// What the end of a run says of sessions whose end is made hard.
@Suite struct EndingAnswerTests {
  private func answer(_ scenario: String, _ measure: (inout TrialRow) -> Void) -> String {
    let samples = (0..<3).map { block in
      var sample = TrialRow(
        runID: "r", block: block, position: 0, cell: scenario, scenario: scenario, tier: .guard,
        strategy: "flag-count")
      sample.operationsCount = 1000
      sample.cpuNanoseconds = 1000
      measure(&sample)
      return sample
    }
    let plan = ExampleRun.plan
    return Answer(
      RunFindings(
        rows: Summary(of: samples, plan: plan).rows, plan: plan, question: ExampleRun.question)
    ).terminal(.plain)
  }

  @Test func `a strategy that starves its owner is told with its late leases`() {
    let text = answer("rundown") { sample in
      sample.reuseWaitMeanNanoseconds = 80_000_000
      sample.reuseWaitMaxNanoseconds = 90_000_000
      sample.closesCount = 1
      sample.unreclaimedCount = 1
      sample.lateLeasesMean = 290_000
      sample.lateLeasesPeak = 290_000
    }
    #expect(
      text.contains(
        "rundown, flag-count: after 80.0 ms on average, 90.0 ms at most (closes in a trial: 1, "
          + "unreclaimed at its end: 1); once close has returned, 290,000 leases are granted on "
          + "average, 290,000 at most."))
  }

  @Test func `a strategy that grants nothing after a close is told so`() {
    let text = answer("rundown") { sample in
      sample.reuseWaitMeanNanoseconds = 1000
      sample.lateLeasesMean = 0
      sample.lateLeasesPeak = 0
    }
    #expect(text.contains("flag-count: after 1.00 µs on average; no lease is granted once close"))
  }

  @Test func `which threads wait and what piles up is told where it was measured`() {
    let text = answer("stalled") { sample in
      sample.stallPaceRatio = 0.02
      sample.pauseMaxNanoseconds = 2_000_000
      sample.unreclaimedPeak = 480
    }
    #expect(
      text.contains(
        "stalled, flag-count: the other threads send at 2.0 % of their pace, the longest pause is "
          + "2.00 ms; closed sessions of a thread that wait for their reclaim: 480 at most."))
    #expect(!answer("sessions") { _ in }.contains("stops inside a lease"))
  }
}
