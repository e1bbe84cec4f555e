import Testing

@testable import Statistics
@testable import Tables
@testable import TrialRows

struct TrendTests {
  @Test func `a crossover along the sessions is found with its interval`() throws {
    var samples: [TrialRow] = []
    for (sessions, ratio) in [(1, 1.5), (100, 1.1), (10_000, 0.8)] {
      samples += SyntheticRun.cell("sessions/\(sessions)", sessions: sessions) {
        30 * SyntheticRun.wobble($1) * ($0 == "packed" ? ratio : 1)
      }
    }
    let plan = SummaryPlan(strategies: ["unguarded", "mutex", "packed"])
    let trends = Trend.all(in: Summary(of: samples, plan: plan).rows)
    let trend = try #require(trends.first { $0.rows[0].strategy == "packed" })
    #expect(trend.axis.name == "sessions")
    #expect(trend.rows.map(\.setting.sessions) == [1, 100, 10_000])
    let crossover = try #require(trend.crossovers.first)
    #expect(crossover.sideAfter == .below)
    #expect(crossover.estimate > 100 && crossover.estimate < 10_000)
    #expect(trends.first { $0.rows[0].strategy == "unguarded" }?.crossovers.isEmpty == true)
  }

  @Test func `two cells at one place are no trend`() {
    var samples = SyntheticRun.cell("a", sessions: 1) { _, _ in 30 }
    samples += SyntheticRun.cell("b", sessions: 2) { _, _ in 30 }
    let plan = SummaryPlan(strategies: ["unguarded", "mutex", "packed"])
    #expect(!Trend.all(in: Summary(of: samples, plan: plan).rows).isEmpty)
    samples += SyntheticRun.cell("c", sessions: 2) { _, _ in 30 }
    #expect(Trend.all(in: Summary(of: samples, plan: plan).rows).isEmpty)
  }

  @Test func `cells that differ in two settings are no trend`() {
    var samples = SyntheticRun.cell("a", sessions: 1) { _, _ in 30 }
    let others = SyntheticRun.cell("b", sessions: 2) { _, _ in 30 }
    samples += others.map { sample in
      var sample = sample
      sample.setting.threads = 8
      return sample
    }
    let plan = SummaryPlan(strategies: ["unguarded", "mutex", "packed"])
    #expect(Trend.all(in: Summary(of: samples, plan: plan).rows).isEmpty)
  }
}
