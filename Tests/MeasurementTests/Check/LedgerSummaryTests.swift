import Testing

@testable import CheckVerdicts
@testable import Statistics

struct LedgerSummaryTests {
  private func rows(
    _ kind: LedgerRow.Kind, planned: Int, _ outcomes: [(CheckOutcome, couldReject: Bool, Int)]
  ) -> [LedgerRow] {
    let study = Study(
      kind: kind, strategy: "packed", slowdownPercent: kind == .power ? 5 : 0, budgetSeconds: 60,
      plannedCount: planned)
    var rows: [LedgerRow] = []
    for (outcome, couldReject, count) in outcomes {
      for _ in 0..<count {
        rows.append(
          LedgerRow(
            study: study, number: rows.count, seed: 0, outcome: outcome, couldReject: couldReject)
        )
      }
    }
    return rows
  }

  @Test func `the planned numbers of checks suffice for the claims of the design`() throws {
    for (alarms, checks) in [(0, 299), (1, 473), (2, 628)] {
      let summary = LedgerSummary(
        of: rows(
          .falseAlarms, planned: checks,
          [(.regression, true, alarms), (.pass, true, checks - alarms)]))
      let rates = try #require(summary.studies.first)
      #expect(rates.isComplete && rates.countedCount == checks)
      #expect(try #require(rates.upperBound()) <= 0.01)
    }
    for (found, checks) in [(59, 59), (92, 93)] {
      let summary = LedgerSummary(
        of: rows(
          .power, planned: checks, [(.regression, true, found), (.pass, true, checks - found)]))
      #expect(try #require(summary.studies.first?.lowerBound()) >= 0.95)
    }
  }

  @Test func `checks that could not reject do not make false alarms look rare`() throws {
    let summary = LedgerSummary(
      of: rows(
        .falseAlarms, planned: 100,
        [
          (.pass, true, 40), (.inconclusive, false, 50), (.harnessError, false, 8),
          (.regression, false, 2),
        ]))
    let rates = try #require(summary.studies.first)
    // A check that rejected could reject.
    #expect(rates.countedCount == 42 && rates.regressionsCount == 2 && rates.leftOutCount == 58)
    #expect(rates.outcomes == [.pass: 40, .inconclusive: 50, .harnessError: 8, .regression: 2])
  }

  @Test func `a check that was blind has not found the slowdown`() throws {
    let summary = LedgerSummary(
      of: rows(.power, planned: 100, [(.regression, true, 90), (.inconclusive, false, 10)]))
    let rates = try #require(summary.studies.first)
    #expect(rates.countedCount == 100 && isClose(rates.rate, 0.9))
    // From scipy.stats.beta.ppf.
    let bounds = try #require(rates.bounds())
    #expect(isClose(bounds.low, 0.8237774, within: 1e-5))
    #expect(isClose(bounds.high, 0.9509953, within: 1e-5))
  }

  @Test func `an invalid instrument could not have raised an alarm`() throws {
    let rates = try #require(
      LedgerSummary(
        of: rows(.falseAlarms, planned: 3, [(.pass, true, 2), (.instrumentInvalid, true, 1)])
      ).studies.first)
    #expect(rates.countedCount == 2 && !rates.isComplete)
    #expect(rates.outcomes[.instrumentInvalid] == 1)
  }

  @Test(arguments: [(nil, true), (0.0, true), (5.4, true), (5.6, false), (9.0, false)])
  func `finding a slowdown that the machine has made a larger one proves no power, missing it does`(
    _ measured: Double?, _ countsIfFound: Bool
  ) throws {
    for outcome in [CheckOutcome.regression, .pass, .inconclusive] {
      var row = rows(.power, planned: 1, [(outcome, true, 1)])[0]
      row.cpu.change = measured.map { 1 + $0 / 100 }
      let counts = countsIfFound || outcome != .regression
      let rates = try #require(LedgerSummary(of: [row]).studies.first)
      #expect(row.counts == counts)
      #expect(rates.countedCount == (counts ? 1 : 0) && rates.leftOutCount == (counts ? 0 : 1))
      #expect(rates.isComplete == counts)
    }
  }

  @Test func `a slowdown of CPU time that wall time alone has shown is not found, an alarm is one`()
    throws
  {
    for (kind, isHit) in [(LedgerRow.Kind.power, false), (.falseAlarms, true), (.underLoad, true)] {
      var row = rows(kind, planned: 1, [(.regression, true, 1)])[0]
      row.cpu.verdict = .inconclusive
      row.wall.verdict = .regression
      // A check that missed counts, even if the slowdown has become larger.
      row.cpu.change = 1.2
      let rates = try #require(LedgerSummary(of: [row]).studies.first)
      #expect(rates.countedCount == 1 && rates.regressionsCount == (isHit ? 1 : 0))
      #expect(rates.wallJudgedCount == 1 && rates.wallRegressionsCount == 1)
    }
  }

  @Test(arguments: [(nil, true), (4.1, true), (3.9, false), (9.0, true)])
  func `a slowdown that had shrunk by the check's end is another one, found or not`(
    _ after: Double?, _ counts: Bool
  ) throws {
    for outcome in [CheckOutcome.regression, .inconclusive] {
      var row = rows(.power, planned: 1, [(outcome, true, 1)])[0]
      row.cpu.change = 1.05
      row.percentAfter = after
      #expect(row.counts == counts)
      let rates = try #require(LedgerSummary(of: [row]).studies.first)
      #expect(rates.shrunkCount == (counts ? 0 : 1) && rates.isComplete == counts)
      #expect(rates.shrunkFoundCount == (counts || outcome != .regression ? 0 : 1))
    }
  }

  @Test func `wall time's rate is of the rows that tell it`() throws {
    var all = rows(.power, planned: 4, [(.regression, true, 3), (.inconclusive, true, 1)])
    all[0].wall.verdict = .regression
    all[1].wall.verdict = .inconclusive
    let rates = try #require(LedgerSummary(of: all).studies.first)
    #expect(rates.wallJudgedCount == 2 && rates.wallRegressionsCount == 1)
    #expect(rates.regressionsCount == 3 && rates.inconclusiveCount == 1)
  }

  @Test func `a study names every revision that was checked, once`() {
    var all = rows(.falseAlarms, planned: 5, [(.pass, true, 3)])
    for (index, revision) in ["b", "a", "b"].enumerated() { all[index].revision = revision }
    #expect(LedgerSummary(of: all).studies.map(\.revisions) == [["b", "a"]])
  }

  @Test func `a study names every system that it ran on, once, and has one processor`() throws {
    var all = rows(.falseAlarms, planned: 5, [(.pass, true, 3)])
    let machines = ["CPU, 2 cores, 6.1", "CPU, 2 cores, 6.2"]
    for index in all.indices { all[index].machine = machines[index % 2] }
    let studies = LedgerSummary(of: all).studies
    #expect(studies.count == 1 && studies[0].machines == machines)
    #expect(studies[0].study.processor == "CPU, 2 cores")
    all[1].machine = "Other, 2 cores, 6.1"
    #expect(LedgerSummary(of: all).studies.map(\.finishedCount) == [2, 1])
  }

  @Test func `studies stand apart, and an unfinished one is known for it`() {
    let all =
      rows(.falseAlarms, planned: 5, [(.pass, true, 3)])
      + rows(.power, planned: 2, [(.regression, true, 2)])
    let summary = LedgerSummary(of: all)
    #expect(summary.studies.map(\.isComplete) == [false, true])
    #expect(summary.studies.map(\.finishedCount) == [3, 2])
    #expect(LedgerSummary(of: []).studies.isEmpty)
  }
}
