import Foundation
import Testing
import TrialRows

@testable import History
@testable import Report
@testable import Tables

struct HistoryReportTests {
  private func rows(_ strategy: String, ratios: [Double?], machine: String = "A") -> [HistoryRow] {
    ratios.enumerated().map { day, ratio in
      var row = HistoryRow.blank
      row.runID = "run-\(day)"
      row.date = "2026-01-0\(day + 1)T00:00:00Z"
      row.revision = "abc\(day)"
      row.isDirty = day == 3
      row.profile = "full"
      row.machine = machine
      row.cell = "sessions/10000"
      row.strategy = strategy
      row.metric = Metric.cpuPerOperation.name
      row.unit = .nanoseconds
      row.value = 20
      row.reference = ratio == nil ? nil : "mutex"
      row.ratio = ratio
      row.ratioLow = ratio.map { $0 - 0.01 }
      row.ratioHigh = ratio.map { $0 + 0.01 }
      return row
    }
  }

  private var report: HistoryReport {
    var series = HistorySeries.all(
      of: rows("packed", ratios: [0.9, 0.9, 0.9, 0.99, 0.99, 0.99])
        + rows("mutex", ratios: [nil, nil]) + rows("packed", ratios: [0.8], machine: "B"))
    series[0].changePoints = [ChangePoint(index: 3, before: 0.9, after: 0.99, pValue: 0.001)]
    return HistoryReport(series, finder: "finder 1.0", tornLine: 9)
  }

  @Test func `each machine has its table, and a change point is reported with its run`() {
    let text = report.terminal(.plain)
    #expect(
      text.hasPrefix(
        """
        A; profile full
        strategy  cell            metric  runs     last  against  ratio  interval        changes
        packed    sessions/10000  CPU        6  20.0 ns  mutex    0.990  [0.980, 1.000]        1
        mutex     sessions/10000  CPU        2  20.0 ns
        """))
    #expect(text.contains("\nB; profile full\n"))
    #expect(
      text.contains(
        "packed in sessions/10000, CPU: +10.0 % from run-3 of 2026-01-04T00:00:00Z (abc3, changed) "
          + "on, 0.900 to 0.990, p = "))
  }

  @Test func `the remarks stand beside the table`() {
    let text = report.terminal(.plain)
    #expect(text.contains("Line 9 of the file is torn and not counted.\n"))
    #expect(text.contains("2 of 3 series have fewer than 6 runs: no change is looked for in them."))
    #expect(text.contains("Change points by finder 1.0, each series by itself: with 1 series"))
    #expect(text.hasSuffix(HistoryReport.caution + "\n"))
    let short = HistoryReport([], finder: nil).terminal(.plain)
    #expect(short == HistoryReport.caution + "\n")
  }

  @Test func `the JSON has the same values, and says that nothing gates on it`() throws {
    let json = try JSONSerialization.jsonObject(with: report.json())
    let object = try #require(json as? [String: Any])
    #expect(object["gates"] as? Bool == false && object["finder"] as? String == "finder 1.0")
    let series = try #require(object["series"] as? [[String: Any]])
    #expect(series.map { $0["runs_count"] as? Int } == [6, 2, 1])
    let points = try #require(series[0]["change_points"] as? [[String: Any]])
    #expect(points.count == 1 && points[0]["run_id"] as? String == "run-3")
    #expect(points[0]["after"] as? Double == 0.99)
  }
}
