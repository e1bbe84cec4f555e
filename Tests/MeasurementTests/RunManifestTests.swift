import Foundation
import Testing

@testable import Tables
@testable import TrialRows

struct RunManifestTests {
  private var manifest: RunManifest {
    var machine = MachineRecord()
    machine.cpuModel = "Example"
    machine.buildFlags = ["-O", "-target-cpu", "haswell"]
    var manifest = RunManifest(
      runID: "2026-01-02T03-04-05", profile: "quick", seed: .max,
      arguments: ["bench", "--profile", "quick"],
      startedAt: Date(timeIntervalSince1970: 1_700_000_000),
      cells: [
        .init(
          cell: "sessions/1", scenario: "sessions", tier: .guard, blocksCount: 8,
          secondsPerTrial: 0.2)
      ],
      comparison: SummaryPlan(strategies: ["mutex", "packed"], guardShareCell: "sessions/1"),
      machine: machine)
    manifest.loadBefore = [0.5, 0.25, 0]
    return manifest
  }

  @Test func `a manifest is written and read back`() throws {
    #expect(try RunManifest(json: manifest.encoded()) == manifest)
  }

  @Test func `its keys are in snake case and sorted`() throws {
    let text = try #require(String(data: manifest.encoded(), encoding: .utf8))
    #expect(text.contains("\"schema_version\" : 4"))
    #expect(text.contains("\"started_at\" : \"2023-11-14T22:13:20Z\""))
    #expect(!text.contains("endedAt"))
    #expect(text.hasSuffix("}\n"))
    let keys = text.matches(of: /(?m)^  "(\w+)"/).map { String($0.1) }
    #expect(keys == keys.sorted())
  }

  @Test func `the names of strategies are no keys, and stay as they are`() throws {
    var manifest = manifest
    manifest.verification = ["MyGuard_2": StrategyVerification(.exempt, "as it is")]
    manifest.machine.usesAVX = true
    let bytes = try manifest.encoded()
    #expect(String(decoding: bytes, as: UTF8.self).contains("\"MyGuard_2\" : {"))
    #expect(String(decoding: bytes, as: UTF8.self).contains("\"uses_avx\" : true"))
    #expect(try RunManifest(json: bytes) == manifest)
  }

  @Test func `rows come in the order of the plan's cells, and a cell's stay as they are`() {
    var manifest = manifest
    manifest.cells += [
      .init(cell: "echo/1", scenario: "echo", tier: .server, blocksCount: 8, secondsPerTrial: 1)
    ]
    let rows = [("echo/1", "b"), ("other", "b"), ("sessions/1", "b"), ("echo/1", "a")].map {
      var row = SummaryRow.blank
      (row.cell, row.strategy) = $0
      return row
    }
    let ordered = manifest.inPlannedOrder(rows)
    #expect(ordered.map(\.cell) == ["sessions/1", "echo/1", "echo/1", "other"])
    #expect(ordered.map(\.strategy) == ["b", "b", "a", "b"])
  }

  @Test func `a newer schema is named as such, whatever else it holds`() {
    #expect(throws: RunManifestError.newerSchema(found: 9, known: 4)) {
      try RunManifest(json: Data(#"{"schema_version": 9}"#.utf8))
    }
  }

  @Test func `broken manifests say what is wrong in one line`() throws {
    #expect(throws: RunManifestError.malformed("not JSON, or cut off")) {
      try RunManifest(json: manifest.encoded().dropLast(10))
    }
    #expect(throws: RunManifestError.malformed("'schema_version' is missing")) {
      try RunManifest(json: Data("{}".utf8))
    }
    let text = try #require(String(data: manifest.encoded(), encoding: .utf8))
    #expect(throws: RunManifestError.malformed("'seed' must be a whole number")) {
      try RunManifest(
        json: Data(text.replacing(/"seed" : "?\d+"?/, with: #""seed" : "x""#).utf8))
    }
  }
}

struct DataPackageTests {
  private struct Package: Decodable {
    struct Resource: Decodable {
      let path: String
      let dialect: Dialect
      let schema: Schema
    }
    struct Dialect: Decodable { let lineTerminator: String }
    struct Schema: Decodable {
      let fields: [Field]
      let missingValues: [String]
    }
    struct Field: Decodable {
      let name: String
      let type: String
      let unit: String?
    }
    let name: String
    let resources: [Resource]
  }

  @Test func `it describes every column of both tables`() throws {
    let bytes = try DataPackage(runID: "R1").encoded()
    let package = try JSONDecoder().decode(Package.self, from: bytes)
    #expect(package.name == "guardbench-r1")
    #expect(package.resources.map(\.path) == ["samples.csv", "summary.csv"])
    #expect(package.resources[0].schema.fields.map(\.name) == TrialRow.columns.map(\.name))
    #expect(package.resources[1].schema.fields.map(\.name) == SummaryRow.columns.map(\.name))
    #expect(package.resources[0].schema.missingValues == [""])
    #expect(package.resources[0].dialect.lineTerminator == "\r\n")
    #expect(DataPackage.Histogram(path: "h/A=1.HGRM", title: "").name == "h/a-1.hgrm")
    let wall = package.resources[0].schema.fields.first { $0.name == "wall_ns" }
    #expect(wall?.type == "integer" && wall?.unit == "ns")
  }
}
