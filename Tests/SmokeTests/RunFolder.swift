import Foundation
import Probe
import Testing

/// The files of one run.
struct RunFolder {
  let samples: CSVTable
  let summary: CSVTable
  private let folder: URL
  private let package: DataPackage
  private let manifest: [String: Any]

  init(_ folder: URL) throws {
    func bytes(_ name: String) throws -> Data { try Data(contentsOf: folder.appending(path: name)) }
    self.folder = folder
    samples = try CSVTable(String(decoding: bytes("samples.csv"), as: UTF8.self))
    summary = try CSVTable(String(decoding: bytes("summary.csv"), as: UTF8.self))
    package = try JSONDecoder().decode(DataPackage.self, from: bytes("datapackage.json"))
    let object = try JSONSerialization.jsonObject(with: bytes("run.json"))
    manifest = try #require(object as? [String: Any])
  }

  /// Compares a table with what `datapackage.json` promises of it: columns, types, what is
  /// required.
  func checkSchema(of name: String, _ table: CSVTable) throws {
    let resource = try #require(package.resources.first { $0.name == name })
    let fields = try #require(resource.schema).fields
    #expect(fields.map(\.name) == table.columns)
    for row in table.rows {
      for field in fields {
        let isRequired = field.constraints?.required ?? false
        let value = row[field.name]
        #expect(
          value.map(field.allows) ?? !isRequired, "\(name), \(field.name): \(value ?? "none")")
      }
    }
  }

  /// Every histogram that `datapackage.json` names is there, and none besides; each has the lines
  /// of its form, and there is one of each kind that a block which counts has measured.
  func checkHistograms() throws {
    let histograms = package.resources.filter { $0.format == "hgrm" }
    // Where no block counts, as may be on a busy machine, there is no folder.
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: folder.appending(path: "histograms").path)
    let found = Set((names ?? []).map { "histograms/\($0)" })
    #expect(Set(histograms.map(\.path)) == found)
    #expect(kinds(of: samples.rows) == ["latency-closed", "latency-open", "close-to-reuse"])
    for kind in kinds(of: samples.rows.filter { $0["valid"] == "true" }) {
      #expect(found.contains { $0.hasSuffix(".\(kind).hgrm") }, "no histogram of \(kind)")
    }
    for histogram in histograms {
      let text = try String(contentsOf: folder.appending(path: histogram.path), encoding: .utf8)
      let lines = text.split(separator: "\n")
      #expect(lines[0].split(separator: " ").first == "Value", "\(histogram.path)")
      #expect(lines.last == "#[Trials = 1 of 1 that count]", "\(histogram.path)")
    }
  }

  /// The kinds of durations that some trials measured.
  private func kinds(of rows: [[String: String]]) -> Set<String> {
    var kinds: Set<String> = []
    for row in rows {
      if row["close_to_reuse_p50_ns"] != nil { kinds.insert("close-to-reuse") }
      if row["latency_p50_ns"] != nil, let loop = row["loop"] { kinds.insert("latency-\(loop)") }
    }
    return kinds
  }

  /// A run that came to its end says so, and with which flags its program was built.
  func checkManifest() throws {
    #expect(manifest["schema_version"] is Int)
    #expect(manifest["outcome"] as? String == "complete")
    let machine = try #require(manifest["machine"] as? [String: Any])
    let flags = try #require(machine["build_flags"] as? [String])
    #expect(flags.contains("Jemalloc"))
    #expect(flags.contains("-target-cpu") == flags.contains("haswell"))
    #expect(machine["allocator_is_active"] as? Bool == true)
    #expect((machine["toolchain"] as? String)?.contains("Swift") == true)
  }
}

/// As much of `datapackage.json` as matters here.
struct DataPackage: Decodable {
  struct Resource: Decodable {
    let name: String
    let path: String
    let format: String
    /// A table's.
    let schema: Schema?
  }

  struct Schema: Decodable {
    let fields: [Field]
  }

  struct Field: Decodable {
    let name: String
    let type: String
    let constraints: Constraints?

    /// Reports whether a value that is there has the column's type.
    func allows(_ value: String) -> Bool {
      switch type {
      case "integer": Int(value) != nil || UInt64(value) != nil
      case "number": Double(value)?.isNaN == false
      case "boolean": value == "true" || value == "false"
      default: type == "string"
      }
    }
  }

  struct Constraints: Decodable {
    let required: Bool?
  }

  let resources: [Resource]
}
