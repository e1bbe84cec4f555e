import CheckVerdicts
import Foundation
import Testing

@testable import Check
@testable import Probe
@testable import Report
@testable import TrialRows

struct LedgerReportTests {
  private func report(
    _ finished: Int, _ found: Int, larger: Int = 0, shrunk: Int = 0
  ) -> LedgerReport {
    let aa = Study(
      kind: .falseAlarms, strategy: "packed", slowdownPercent: 0, budgetSeconds: 20,
      plannedCount: 299)
    let power = Study(
      kind: .power, strategy: "packed", slowdownPercent: 5, budgetSeconds: 60, plannedCount: 59)
    let alarm = ExampleCheck(ratios: ["packed": 1.072]).result
    let pass = ExampleCheck().result
    func row(
      _ study: Study, _ number: Int, _ result: CheckResult, change: Double = 1
    ) -> LedgerRow {
      var row = LedgerRow(
        study: study, number: number, seed: 0, result: result,
        finishedAt: Date(timeIntervalSince1970: 0), wallSeconds: nil, revision: nil,
        machine: MachineRecord())
      row.cpu.change = change
      return row
    }
    let rows =
      (0..<finished).map { row(aa, $0, pass) }
      + (0..<59).map { row(power, $0, $0 < found ? alarm : pass, change: 1.05) }
      + (0..<larger).map { row(power, 59 + $0, alarm, change: 1.09) }
      + (0..<shrunk).map { number in
        var row = row(power, 59 + larger + number, number == 0 ? alarm : pass, change: 1.03)
        row.percentAfter = 3
        return row
      }
    return LedgerReport(LedgerSummary(of: rows))
  }

  @Test func `finished studies state one bound each`() {
    let text = report(299, 59).terminal(.plain)
    #expect(
      text.contains(
        "identical arms, 20.0 s each: 0 false alarms in 299 checks that could reject: a rate of at "
          + "most 1.0 %, at 95.0 %."))
    #expect(
      text.contains(
        "slowed by 5.00 %, 60.0 s each: found in 59 of 59 checks: in at least 95.0 %, at 95.0 %."))
    #expect(
      report(299, 59).markdown.contains(
        "| identical arms | packed | 20.0 s | 299 | 299 | 299 | 0 |"))
  }

  @Test func `checks that met a larger slowdown than was injected are told, and do not count`() {
    let text = report(299, 58, larger: 7).terminal(.plain)
    #expect(
      text.contains(
        "slowed by 5.00 %, 60.0 s each: found in 58 of 59 checks: in at least 92.2 %, at 95.0 %. "
          + "7 more found a slowdown that they measured to be larger than was injected, by over a "
          + "tenth of it, and do not count."))
    let shrunk = report(299, 58, larger: 7, shrunk: 2).terminal(.plain)
    #expect(
      shrunk.contains(
        "tenth of it, and do not count. Nor do 2 after which it cost less by over a fifth; 1 of "
          + "these had found it."))
    #expect(shrunk.contains("found in 58 of 59 checks"))
  }

  @Test func `wall time has a rate of its own, and revisions stand in the table`() throws {
    let study = Study(
      kind: .power, strategy: "packed", slowdownPercent: 5, budgetSeconds: 60, plannedCount: 59)
    let rows = (0..<59).map { number in
      var row = LedgerRow(
        study: study, number: number, seed: 0,
        result: ExampleCheck(ratios: ["packed": 1.05]).result,
        finishedAt: Date(timeIntervalSince1970: 0), wallSeconds: nil,
        revision: "0123456789abcdef", machine: MachineRecord())
      row.wall.verdict = number == 0 ? .inconclusive : .regression
      return row
    }
    let text = LedgerReport(LedgerSummary(of: rows)).markdown
    #expect(
      text.contains(
        "found in 59 of 59 checks: in at least 95.0 %, at 95.0 %. That is by CPU time; by wall "
          + "time in 58 of 59: in at least 92.2 %."))
    #expect(text.contains("| 0123456 |"))
  }

  @Test func `false alarms are told beside how many of the checks were inconclusive`() {
    let study = Study(
      kind: .underLoad, strategy: "packed", slowdownPercent: 0, budgetSeconds: 60, plannedCount: 2)
    let rows = (0..<2).map { number in
      LedgerRow(
        study: study, number: number, seed: 0,
        result: (number == 0 ? ExampleCheck() : ExampleCheck(scatter: 1.08)).result,
        finishedAt: Date(timeIntervalSince1970: 0), wallSeconds: nil, revision: nil,
        machine: MachineRecord())
    }
    let text = LedgerReport(LedgerSummary(of: rows)).terminal(.plain)
    #expect(text.contains("0 false alarms in 2 checks that could reject"))
    #expect(text.contains(" 1 of them ended inconclusive."))
  }

  @Test func `an unfinished study claims nothing`() {
    let text = report(100, 59).terminal(.plain)
    #expect(
      text.contains("identical arms, 20.0 s each: 100 of 299 checks are finished; nothing is"))
    #expect(!text.contains("false alarms in"))
  }
}
