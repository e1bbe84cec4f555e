import Foundation
import GuardbenchCommands
import Tables
import TestFolders
import Testing

@testable import Bench
@testable import Scenarios
@testable import TrialRows
@testable import Trials

/// What plans say that were stored, or sent by another process, is held to the ranges of a request.
@Suite struct StoredPlanTests {
  private static func plan() throws -> RunPlan {
    var request = RunRequest()
    request.strategies = ["mutex", "packed"]
    request.scenarios = ["sessions", "push"]
    request.settings = ["sessions": ["100"]]
    request.blocks = 8
    request.seconds = 0.2
    request.disturbanceLimit = 0.5
    request.seed = 3
    return try request.plan(.standard)
  }

  private func decode(_ text: String) throws -> RunPlan {
    try JSONFile.decode(RunPlan.self, from: Data(text.utf8))
  }

  @Test func `a plan comes back as it was`() throws {
    let plan = try Self.plan()
    #expect(try JSONFile.decode(RunPlan.self, from: JSONFile.encode(plan)) == plan)
  }

  @Test func `the plan of a reference run is read and written byte for byte`() throws {
    let results = URL(filePath: #filePath).appending(path: "../../../results").standardized
    let names = try FileManager.default.contentsOfDirectory(atPath: results.path)
    for name in names where name.hasPrefix("reference-") {
      let bytes = try Data(contentsOf: results.appending(path: "\(name)/plan.json"))
      #expect(try JSONFile.encode(JSONFile.decode(RunPlan.self, from: bytes)) == bytes)
    }
  }

  @Test func `a seed that JSON's readers would round is text, and comes back`() throws {
    var request = RunRequest()
    request.seed = .max
    let bytes = try JSONFile.encode(request.plan(.standard))
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains(#""seed" : "18446744073709551615""#))
    #expect(try decode(text).seed == .max)
    // As earlier releases wrote it.
    let number = text.replacing("\"18446744073709551615\"", with: "18446744073709551615")
    #expect(try decode(number).seed == .max)
    #expect(throws: MalformedJSON.self) {
      try decode(text.replacing("18446744073709551615", with: "many"))
    }
  }

  @Test(arguments: [
    (#""blocks" : 8"#, #""blocks" : -5"#, "-5: expected a whole number from 1 to 10000"),
    (#""seconds" : 0.2"#, #""seconds" : 1e300"#, "1e+300: expected seconds from 0.01 to 3600"),
    (#""sessions" : 100,"#, #""sessions" : 0,"#, "0: expected a whole number from 1 to 50000000"),
    (#""threads" : "#, #""threads" : -"#, "expected a whole number from 1 to 1024"),
    (#""skew" : 0"#, #""skew" : 1e300"#, "1e+300: expected a number from 0 to 4"),
    (#""flush" : "direct""#, #""flush" : "never""#, "never: expected direct or deferred"),
    (#""repeatsPerBlock" : 1"#, #""repeatsPerBlock" : -1"#, "-1: expected a whole number"),
    (#""disturbanceLimit" : 0.5"#, #""disturbanceLimit" : 1e300"#, "1e+300: expected a share"),
  ])
  func `a number out of its range is refused with its place and the rule`(
    before: String, after: String, rule: String
  ) throws {
    let text = String(decoding: try JSONFile.encode(Self.plan()), as: UTF8.self)
    try #require(text.contains(before), "\(text)")
    let error = #expect(throws: MalformedJSON.self) {
      try decode(text.replacing(before, with: after))
    }
    #expect(error?.rule.contains(rule) == true, "\(String(describing: error))")
    #expect(error?.field?.isEmpty == false)
  }

  /// The decoder itself says only that a text with such a number is no JSON.
  @Test(arguments: [
    (#""blocks" : 8"#, #""blocks" : 99999999999999999999"#, "blocks"),
    (#""blocks" : 8"#, #""blocks" : 8.5"#, "blocks"), (#""seed" : 3"#, #""seed" : -3"#, "seed"),
    (#""sessions" : 100,"#, #""sessions" : 1e300,"#, "sessions"),
    (#""repeatsPerBlock" : 1"#, #""repeatsPerBlock" : 1e300"#, "repeatsPerBlock"),
  ])
  func `a number that is not whole or fits nowhere is named, whatever the ranges of the others`(
    before: String, after: String, field: String
  ) throws {
    let text = String(decoding: try JSONFile.encode(Self.plan()), as: UTF8.self)
    try #require(text.contains(before), "\(text)")
    let error = #expect(throws: MalformedJSON.self) {
      try decode(text.replacing(before, with: after))
    }
    #expect(error?.field?.hasSuffix(field) == true, "\(String(describing: error))")
    #expect(error?.rule.hasSuffix("no whole number or one out of range") == true)
  }

  @Test(arguments: [
    (#""share" : 0.34"#, #""share" : -1"#), (#""share" : 0.34"#, #""share" : 1e300"#),
    (#""mostBlocks" : 48"#, #""mostBlocks" : 0"#),
    (#""mostBlocks" : 48"#, #""mostBlocks" : 1001"#),
  ])
  func `a reserve out of its range is refused as well`(before: String, after: String) throws {
    let text = String(decoding: try JSONFile.encode(RunRequest().plan(.standard)), as: UTF8.self)
    try #require(text.contains(before), "\(text)")
    let error = #expect(throws: MalformedJSON.self) {
      try decode(text.replacing(before, with: after))
    }
    #expect(error?.field?.hasPrefix("reserve.") == true)
    #expect(error?.rule.contains("expected") == true)
  }

  @Test func `a cell without a setting that its scenario needs is not run`() throws {
    let cell = try #require(Self.plan().cells.first).cell
    #expect(try cell.runnableScenario().name == cell.scenario)
    let text = String(decoding: try JSONFile.encode(cell), as: UTF8.self)
    let poorer = try JSONFile.decode(
      Cell.self, from: Data(text.replacing(/"threads" : \d+/, with: "\"depth\" : 1").utf8))
    let error = #expect(throws: UsageError.self) { try poorer.runnableScenario() }
    #expect(error?.description.contains("lacks its 'threads'") == true)
    let foreign = try JSONFile.decode(
      Cell.self,
      from: Data(text.replacing(#""scenario" : "sessions""#, with: #""scenario" : "x""#).utf8))
    #expect(throws: UsageError.self) { try foreign.runnableScenario() }
  }

  @Test func `a trial's plan of another process is held to them as well`() throws {
    for (before, after) in [
      (#""seconds":0.1"#, #""seconds":1e300"#), (#""threads":1"#, #""threads":-1"#),
    ] {
      let scenario = try ScenarioCatalogue.scenario(named: "uncontended")
      let plan = TrialPlan(
        Cell(scenario), strategy: "packed", purpose: .cost, seconds: 0.1, seed: 1)
      let text = JSONFile.line(of: plan)
      try #require(text.contains(before))
      let changed = text.replacing(before, with: after)
      #expect(throws: UsageError.self) { try TrialProcess.run(changed, .standard) }
    }
  }
}
