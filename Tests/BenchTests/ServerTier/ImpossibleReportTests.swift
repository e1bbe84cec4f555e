import Foundation
import LoadGenerator
import Probe
import Statistics
import Tables
import TestFolders
import Testing

@testable import Scenarios
@testable import TrialRows
@testable import Trials

/// A process of a trial that reports what cannot be costs its trial: nothing behind traps on it.
@Suite
struct ImpossibleReportTests {
  /// What one value of a report's JSON is changed to.
  struct Change: Sendable, CustomTestStringConvertible {
    let path: [String]
    let value: any Sendable & CustomStringConvertible
    init(_ path: String..., to value: any Sendable & CustomStringConvertible) {
      (self.path, self.value) = (path, value)
    }
    var testDescription: String { "\(path.joined(separator: ".")) = \(value)" }

    func apply(to value: some Encodable) throws -> String {
      let data = Data(JSONFile.line(of: value).utf8)
      let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
      let changed = try JSONSerialization.data(withJSONObject: put(path[...], in: object))
      return String(decoding: changed, as: UTF8.self)
    }

    private func put(_ path: ArraySlice<String>, in held: Any) -> Any {
      guard let key = path.first else { return value }
      if let list = held as? [Any] { return list.map { put(path, in: $0) } }
      var object = held as? [String: Any] ?? [:]
      object[key] = put(path.dropFirst(), in: object[key] ?? [:] as [String: Any])
      return object
    }
  }

  /// Takes the line from a process, as a trial does.
  private func answer<Value: Decodable>(_ type: Value.Type, _ line: String) throws -> Value {
    var child = try ChildProcess(Command("/bin/sh", ["-c", #"printf '%s\n' "$1""#, "sh", line]))
    return try child.value(type, within: .seconds(3600), unless: .install())
  }

  private func expectRefusal<Value: Codable>(
    of change: Change, in report: Value, field: String
  ) throws {
    let line = try change.apply(to: report)
    let error = #expect(throws: TrialFailure.self) { _ = try answer(Value.self, line) }
    #expect(error?.description.contains("'\(field)' is ") == true, "\(error as Any)")
  }

  @Test(arguments: [
    Change("load_cpu_ns", to: UInt64.max), Change("violations_count", to: UInt64.max),
    Change("latency", "max_ns", to: UInt64(1) << 63),
    Change("latency", "unfinished_count", to: UInt64.max),
    Change("totals", "welcomes_count", to: UInt64.max),
    Change("totals", "pushes_count", to: UInt64(1) << 62),
    Change("connected_count", to: -1),
  ])
  func `a load's impossible number is refused by its field`(change: Change) throws {
    try expectRefusal(
      of: change, in: LoadReport.sound(), field: change.path.joined(separator: "."))
  }

  @Test(arguments: [
    Change("sends", "accepted", to: Int.max), Change("sends", "lost", to: Int.min),
    Change("accepted", to: -1), Change("closed_by_reason", "rejected", to: Int.max),
  ])
  func `a server's impossible number is refused by its field`(change: Change) throws {
    try expectRefusal(
      of: change, in: ServeReport.sound(), field: change.path.joined(separator: "."))
  }

  @Test(arguments: [
    Change("marks", "cpu_ns", to: UInt64.max), Change("marks", "monotonic_ns", to: UInt64.max),
    Change("marks", "sends", to: Int.min), Change("marks", "allocations", to: UInt64(1) << 63),
  ])
  func `a mark's impossible number is refused by its place`(change: Change) throws {
    var report = ServeReport.sound()
    report.marks = [try .mark(0, at: 1, sends: 1), try .mark(1, at: 2, sends: 2)]
    try expectRefusal(of: change, in: report, field: "marks[0].\(change.path[1])")
  }

  @Test(arguments: [
    Change("cpuNanoseconds", to: -5), Change("conflictsCount", to: Int.max),
    Change("conflictsPredicted", to: 1e300),
  ])
  func `a guard's impossible number is refused by its field`(change: Change) throws {
    let folder = try TemporaryFolder()
    let script = folder.url.appending(path: "program")
    var report = GuardReport()
    (report.measured.operationsCount, report.measured.violationsCount) = (1, 0)
    let line = try change.apply(to: report)
    try Data("#!/bin/sh\necho '\(line)'\n".utf8).write(to: script)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
    let plan = try TrialPlan.brief("sessions")
    var sample = TrialRow(
      runID: "r", block: 0, position: 0, cell: "c", scenario: "sessions", tier: .guard,
      strategy: "packed")
    let error = #expect(throws: TrialFailure.self) {
      try ProcessLauncher(program: script.path).run(plan, into: &sample, unless: .install())
    }
    #expect(error?.description.contains("'\(change.path[0])' is ") == true, "\(error as Any)")
  }

  @Test func `a seed and a mark's number may be any`() throws {
    var served = ServeReport.sound()
    served.marks = [try .mark(.max, at: 1, sends: 1)]
    #expect(try answer(ServeReport.self, JSONFile.line(of: served)) == served)
    let loaded = try LoadReport.sound { $0.plan.seed = .max }
    #expect(try answer(LoadReport.self, JSONFile.line(of: loaded)).plan.seed == .max)
  }

  @Test func `histograms that hundreds of trials could not add up are refused`() {
    let text = #"{"values":[1,2],"counts":[9007199254740992,1],"maximum":2}"#
    let error = #expect(throws: MalformedJSON.self) {
      try JSONFile.decode(LatencyHistogram.self, from: text)
    }
    #expect(error?.description.contains("not the counts of one histogram") == true)
  }
}
