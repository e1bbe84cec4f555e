import Foundation
import Testing

@testable import Tables
@testable import TrialRows

/// Every quantity has a range, and every number that is read is checked by it.
@Suite struct LimitsTests {
  @Test func `limits include their ends, and their rule states them`() {
    #expect(Limits(1...10).contains(1) && Limits(1...10).contains(10))
    #expect(Limits(1...10).fault(of: -5) == "-5: expected a whole number from 1 to 10")
    let above = Limits(above: 0, upTo: 1e7, of: "seconds")
    #expect(above.contains(1e7) && !above.contains(0))
    #expect(above.fault(of: 1e300) == "1e+300: expected seconds above 0, up to 10000000")
    let rate = Limits.optionalRate(of: "messages", upTo: 1e9)
    #expect(rate.contains(0) && rate.contains(1e-6) && rate.contains(1e9))
    #expect(
      rate.fault(of: 1e-300)
        == "1e-300: expected 0, or messages per second from 1e-06 to 1000000000")
    #expect(!rate.contains(-1e-6) && !rate.contains(2e9) && !rate.contains(.nan))
    for limits in [Limits<Double>.share, .cost, .runSeconds, .alpha] {
      #expect(!limits.contains(.nan) && !limits.contains(-1e-300))
    }
    #expect(Limits<Double>.cost.contains(.infinity))
  }

  /// The text of a file with one sample, in which one column has another text.
  private func text(_ column: String, _ cell: String) throws -> String {
    let index = try #require(TrialRow.columns.firstIndex { $0.name == column })
    var cells = TrialRow.columns.map { $0.text(SyntheticRun.sample) ?? "" }
    cells[index] = cell
    return Table<TrialRow>.header + cells.joined(separator: ",") + "\r\n"
  }

  @Test(arguments: [
    ("cpu_ns", "-5", "a whole number from 0 to 9007199254740992"),
    ("cpu_user_ns", "9223372036854775807", "a whole number from 0 to 9007199254740992"),
    ("operations_count", "-1", "a whole number from 0 to 9007199254740992"),
    ("block", "-1", "a whole number from 0 to 9007199254740992"),
    ("payload_bytes", "-64", "a whole number from 0 to 9007199254740992"),
    ("rate_per_s", "-0.5", "a number, 0 or more"),
    ("conflicts_predicted_count", "1e+20", "a number from 0 to 9007199254740992"),
    ("stale_ratio", "1.5", "a number from 0 to 1"),
    ("skew", "-INF", "a number from 0 to 8"),
  ])
  func `a number out of its range is refused with line, column and rule`(
    column: String, cell: String, rule: String
  ) throws {
    let bytes = [UInt8](try text(column, cell).utf8)
    let error = #expect(throws: TableError.self) { try Table<TrialRow>(csv: bytes) }
    #expect(error?.description == "line 2: '\(column)' is \(cell): expected \(rule)")
  }

  @Test func `numbers in range can be added up`() throws {
    var sample = SyntheticRun.sample
    sample.cpuNanoseconds = nil
    sample.cpuUserNanoseconds = 1 << 53
    sample.cpuSystemNanoseconds = 1 << 53
    let row = try Table<TrialRow>(csv: [UInt8](Table([sample]).csv.utf8)).rows[0]
    #expect(row.cpu == 1 << 54)
  }

  @Test func `every number of a sample has a range but the seed`() {
    let numbers = TrialRow.columns.filter { [.integer, .number].contains($0.kind) }
    #expect(numbers.filter { $0.limits == nil }.map(\.name) == ["seed"])
  }

  @Test func `the package describes the ranges`() throws {
    let json = try JSONSerialization.jsonObject(with: DataPackage(runID: "r").encoded())
    let resources = (json as? [String: Any])?["resources"] as? [[String: Any]]
    let schema = resources?.first?["schema"] as? [String: Any]
    let fields = try #require(schema?["fields"] as? [[String: Any]])
    func constraints(_ name: String) -> [String: Any] {
      fields.first { $0["name"] as? String == name }?["constraints"] as? [String: Any] ?? [:]
    }
    #expect(constraints("stale_ratio")["minimum"] as? Double == 0)
    #expect(constraints("stale_ratio")["maximum"] as? Double == 1)
    #expect(constraints("block")["required"] as? Bool == true)
    #expect(constraints("rate_per_s")["maximum"] == nil)
    #expect(constraints("seed").isEmpty)
  }

  @Test(arguments: [
    (#""alpha" : 0.05"#, #""alpha" : 5"#, "comparison.alpha"),
    (#""margin" : 1.02"#, #""margin" : 0.5"#, "comparison.margin"),
    (#""blocks_count" : 8"#, #""blocks_count" : -5"#, "cells[0].blocks_count"),
    (#""seconds_per_trial" : 0.5"#, #""seconds_per_trial" : 1e300"#, "seconds_per_trial"),
  ])
  func `the numbers of a stored run are checked by their ranges`(
    before: String, after: String, key: String
  ) throws {
    let manifest = RunManifest(
      runID: "r", profile: "quick", seed: 1, arguments: [], startedAt: Date(),
      cells: [
        RunManifest.Cell(
          cell: "c", scenario: "s", tier: .guard, blocksCount: 8, secondsPerTrial: 0.5)
      ], comparison: SummaryPlan(strategies: ["mutex"]), machine: MachineRecord())
    let text = String(decoding: try manifest.encoded(), as: UTF8.self)
    try #require(text.contains(before), "\(text)")
    let changed = Data(text.replacing(before, with: after).utf8)
    let error = #expect(throws: RunManifestError.self) { try RunManifest(json: changed) }
    #expect(error?.description.contains(key) == true, "\(String(describing: error))")
    #expect(error?.description.contains("expected") == true)
  }

  @Test func `a whole number that JSON's readers would round leaves as text`() throws {
    func json(_ seed: UInt64) throws -> String {
      var sample = SyntheticRun.sample
      sample.seed = seed
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      return String(decoding: try encoder.encode(JSONObject(sample)), as: UTF8.self)
    }
    #expect(try json(1 << 53).contains(#""seed":9007199254740992,"#))
    #expect(try json((1 << 53) + 1).contains(#""seed":"9007199254740993","#))
    #expect(try json(.max).contains(#""seed":"18446744073709551615","#))
    #expect(try json(7).contains(#""seed":7,"#))
  }
}
