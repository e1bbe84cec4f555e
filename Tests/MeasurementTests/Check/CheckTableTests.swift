import Foundation
import Testing

@testable import CheckVerdicts
@testable import Tables
@testable import TrialRows

struct CheckTableTests {
  @Test func `a check is decided by its files as by its data in memory`() throws {
    var example = CheckExample(stages: [.brief, .fresh])
    example.ratio = { subject, _ in subject == CheckExample.packed ? 1.06 : 1 }
    let record = example.record
    let text = Table(record.trials).csv
    var stored = record
    stored.trials = try Table<CheckTrial>(csv: [UInt8](text.utf8)).rows
    #expect(stored.trials == record.trials)
    #expect(CheckResult(of: stored, by: example.plan) == CheckResult(of: record, by: example.plan))
    #expect(Table<CheckTrial>.header.hasPrefix("stage,role,arm,run_id,block,"))
    // The columns that a sample needs, a trial needs as well.
    #expect(throws: TableError.missingColumn("run_id")) {
      try Table<CheckTrial>(csv: [UInt8]("stage,role,arm\r\n".utf8))
    }
  }

  @Test func `the plan is read back as it was fixed`() throws {
    var plan = CheckExample().plan
    plan.exactLimits = [.instructions]
    plan.gates.append(.voluntarySwitches)
    let manifest = CheckManifest(
      baseRevision: "abc", headRevision: nil, seed: .max, budgetSeconds: 60,
      arguments: ["check", "--base", "abc"], startedAt: Date(timeIntervalSince1970: 5),
      plan: plan, machine: MachineRecord())
    let bytes = try JSONFile.encode(manifest, keys: .underscored)
    #expect(try JSONFile.decode(CheckManifest.self, from: bytes, keys: .underscored) == manifest)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("\"brief_pairs_count\" : 16"))
    #expect(text.contains("\"regression_limit\" : 1.01"))
  }

  @Test func `comparison csv is read back, infinity and all`() throws {
    var example = CheckExample()
    example.recorded = { trial in
      var trial = trial
      trial.sample.valid = trial.role != .subject
      return trial
    }
    var record = example.record
    record.trials += CheckExample(stages: [.fresh]).trials
    let findings = CheckResult(of: record, by: example.plan).findings
    #expect(findings.contains { $0.largestChangeNotExcluded < 1.01 })
    var none = findings[0]
    none.enclose(nil)
    let rows = findings + [none]
    let text = Table(rows).csv
    #expect(text.contains(",INF,"))
    #expect(try Table<CheckFinding>(csv: [UInt8](text.utf8)).rows == rows)
  }

  @Test func `counts are read back`() throws {
    let rows = [ExactCount(CheckExample.packed, quantity: "q", arm: .head, value: 18.25)]
    #expect(try Table<ExactCount>(csv: [UInt8](Table(rows).csv.utf8)).rows == rows)
  }

  @Test func `a row as JSON has the columns' names, and leaves out what is missing`() throws {
    var sample = TableTests.sample()
    sample.operationsCount = 12
    let bytes = try JSONFile.encode(JSONObject(sample))
    let object = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    #expect(object["run_id"] as? String == "r1")
    #expect(object["operations_count"] as? Int == 12)
    #expect(object["valid"] as? Bool == false)
    #expect(object["skew"] as? Double == 0.8)
    #expect(object["wall_ns"] == nil)
    #expect(String(decoding: bytes, as: UTF8.self).contains("18446744073709551615"))
    var none = CheckFinding.blank
    none.enclose(nil)
    let text = String(decoding: try JSONFile.encode(JSONObject(none)), as: UTF8.self)
    #expect(text.contains("\"largest_change_not_excluded\" : \"INF\""))
  }
}
