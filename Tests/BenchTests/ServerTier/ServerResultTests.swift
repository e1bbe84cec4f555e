import GuardedServer
import LoadGenerator
import SessionGuards
import Testing

@testable import Scenarios
@testable import Tables
@testable import TrialRows
@testable import Trials

/// What a trial's two reports become in its row.
@Suite struct ServerResultTests {
  @Test func `a trial without its marks is no measurement`() throws {
    let setting = try ServerSetting(.brief("echo"))
    var sample = TrialRow.blank
    #expect(throws: TrialFailure.self) {
      try ServerResult(setting, .sound(), .sound()).describe(in: &sample)
    }
  }

  @Test func `a measurement is what lies between marks 0 and 1`() throws {
    var served = ServeReport.sound()
    served.marks = [
      try .mark(0, at: 100, sends: 50), try .mark(1, at: 1_100, sends: 250),
    ]
    let setting = try ServerSetting(.brief("echo"))
    var sample = TrialRow.blank
    try ServerResult(setting, served, .sound()).describe(in: &sample)
    #expect(sample.wallNanoseconds == 1_000)
    #expect(sample.cpuNanoseconds == 500)
    #expect(sample.messagesCount == 200)
    #expect(sample.allocationsCount == nil && sample.runDelayNanoseconds == nil)
    #expect(sample.sentCount == 1_000 && sample.deliveredCount == 1_000 && sample.lostCount == 0)
  }

  @Test func `closed sessions that wait are counted where sessions end`() throws {
    var served = ServeReport.sound()
    var marks = [try Mark.mark(0, at: 100, sends: 50), try Mark.mark(1, at: 1_100, sends: 250)]
    served.marks = marks
    var old = TrialRow.blank
    try ServerResult(ServerSetting(.brief("storm")), served, .sound()).describe(in: &old)
    #expect(old.unreclaimedMean == nil && old.unreclaimedPeak == nil, "an older server's marks")
    for (index, waits) in [10, 30].enumerated() {
      marks[index].waits = waits
      marks[index].unreleasedSum = waits / 2
      marks[index].unreleasedPeak = 3 + index
    }
    served.marks = marks
    var (storm, echo) = (TrialRow.blank, TrialRow.blank)
    try ServerResult(ServerSetting(.brief("storm")), served, .sound()).describe(in: &storm)
    try ServerResult(ServerSetting(.brief("echo")), served, .sound()).describe(in: &echo)
    #expect(storm.unreclaimedMean == 0.5 && storm.unreclaimedPeak == 4)
    #expect(echo.unreclaimedMean == nil && echo.unreclaimedPeak == nil)
  }

  @Test func `lost is what was left in the server's queues, not what a cut connection dropped`()
    throws
  {
    var served = ServeReport.sound()
    served.marks = [try .mark(0, at: 100, sends: 50), try .mark(1, at: 1_100, sends: 250)]
    served.sends.lost = 2
    var sample = TrialRow.blank
    let loaded = try LoadReport.sound { $0.totals.pushesCount -= 7 }
    let setting = try ServerSetting(.brief("storm"))
    try ServerResult(setting, served, loaded).describe(in: &sample)
    #expect(sample.lostCount == 2)
    #expect(sample.sentCount == 1_000 && sample.deliveredCount == 993)
  }

  @Test func `pushes have latencies of their own, and those that were missed are told`() throws {
    var served = ServeReport.sound()
    served.marks = [try .mark(0, at: 100, sends: 50), try .mark(1, at: 1_100, sends: 250)]
    served.pushLatency = ServeReport.Latency(
      count: 1_000, missedCount: 10, p50Nanoseconds: 7, p99Nanoseconds: nil,
      maximumNanoseconds: 9)
    let setting = try ServerSetting(.brief("push"))
    var sample = TrialRow.blank
    let loaded = try LoadReport.sound { $0.generatorKeptUp = true }
    try ServerResult(setting, served, loaded).describe(in: &sample)
    #expect(sample.pushLatencyP50Nanoseconds == 7 && sample.pushLatencyP99Nanoseconds == nil)
    #expect(sample.pushLatencyMaxNanoseconds == 9 && sample.pushesMissedCount == 10)
    #expect(sample.generatorKeptUp == true)
    served.pushLatency?.missedCount = 11
    try ServerResult(setting, served, loaded).describe(in: &sample)
    #expect(sample.generatorKeptUp == false)
  }

  @Test func `servers that differ in their connections are a trend, whatever their slots`() throws {
    var samples: [TrialRow] = []
    for connections in [64, 1_000] {
      let settings: [String: String] = ["connections": String(connections)]
      let plan = try TrialPlan.brief("push", settings)
      for (block, strategy) in [(0, "mutex"), (0, "packed"), (1, "mutex"), (1, "packed")] {
        var sample = TrialRow(
          runID: "r", block: block, position: 0, cell: plan.cell.name, scenario: "push",
          tier: .server, strategy: strategy)
        plan.cell.describe(in: &sample)
        var served = ServeReport.sound()
        served.marks = [try .mark(0, at: 100, sends: 50), try .mark(1, at: 1_100, sends: 250)]
        try ServerResult(try ServerSetting(plan), served, .sound()).describe(in: &sample)
        #expect(sample.setting.sessions == nil && sample.slotsCount == connections + 16)
        samples.append(sample)
      }
    }
    let summary = Summary(of: samples, plan: SummaryPlan(strategies: ["mutex", "packed"]))
    let trend = try #require(Trend.all(in: summary.rows).first)
    #expect(trend.axis.name == "connections")
    #expect(trend.rows.map(\.setting.connections) == [64, 1_000])
  }
}
