import Foundation
import Probe
import Testing

/// The files of one run.
struct RunFolder {
  let samples: CSVTable
  let summary: CSVTable
  private let package: DataPackage
  private let manifest: [String: Any]

  init(_ folder: URL) throws {
    func bytes(_ name: String) throws -> Data { try Data(contentsOf: folder.appending(path: name)) }
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
    #expect(resource.schema.fields.map(\.name) == table.columns)
    #expect(!table.rows.isEmpty, "\(name) has no rows")
    for row in table.rows {
      for field in resource.schema.fields {
        let isRequired = field.constraints?.required ?? false
        let value = row[field.name]
        #expect(
          value.map(field.allows) ?? !isRequired, "\(name), \(field.name): \(value ?? "none")")
      }
    }
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
    let schema: Schema
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
