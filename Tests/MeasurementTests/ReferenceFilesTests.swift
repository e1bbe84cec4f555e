import Foundation
import Testing

@testable import Tables
@testable import TrialRows

/// The files of earlier runs are read, and written again byte for byte.
@Suite struct ReferenceFilesTests {
  private static let root = URL(filePath: #filePath).appending(path: "../../..").standardized

  /// The reference runs in the repository.
  static let runs: [URL] = {
    let results = root.appending(path: "results")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: results.path)) ?? []
    return names.filter { $0.hasPrefix("reference-") }.sorted().map { results.appending(path: $0) }
  }()

  private func bytes(_ run: URL, _ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: run.appending(path: name)))
  }

  /// The bytes of a table in the form of its file.
  private func expectSameBytes<Row: TableRow>(_: Row.Type, _ bytes: [UInt8]) throws {
    let table = try Table<Row>(csv: bytes)
    let rows = table.rows.map(table.form.line).joined()
    let header = try #require(bytes.firstIndex(of: UInt8(ascii: "\n")))
    #expect(!rows.isEmpty && bytes[(header + 1)...].elementsEqual(rows.utf8))
  }

  @Test(arguments: runs) func `both tables are written as they were read`(run: URL) throws {
    try expectSameBytes(TrialRow.self, bytes(run, "samples.csv"))
    try expectSameBytes(SummaryRow.self, bytes(run, "summary.csv"))
  }

  /// Later releases have more metrics; those of the file come out unchanged.
  @Test(arguments: runs) func `the samples say what the summary says`(run: URL) throws {
    let samples = try Table<TrialRow>(csv: bytes(run, "samples.csv")).rows
    let manifest = try RunManifest(json: Data(bytes(run, "run.json")))
    let stored = try Table<SummaryRow>(csv: bytes(run, "summary.csv"))
    let metrics = Set(stored.rows.map(\.metric))
    let made = manifest.inPlannedOrder(Summary(of: samples, plan: manifest.comparison).rows)
      .filter { metrics.contains($0.metric) }
    #expect(made.count == stored.rows.count)
    for (made, stored) in zip(made.map(stored.form.line), stored.rows.map(stored.form.line))
    where made != stored {
      #expect(made == stored)
    }
  }

  /// The golden file has the descriptions of all published columns. A new column may stand between
  /// them, and is added to the golden file with the release that has it.
  @Test func `no column is renamed, described otherwise, moved or lost`() throws {
    let json = try JSONSerialization.jsonObject(with: DataPackage(runID: "r").encoded())
    let resources = (json as? [String: Any])?["resources"] as? [[String: Any]] ?? []
    let columns = try resources.flatMap { resource in
      let schema = resource["schema"] as? [String: Any]
      return try (schema?["fields"] as? [[String: Any]] ?? []).map { field in
        let line = field.merging(["table": resource["path"] ?? ""]) { $1 }
        return String(
          decoding: try JSONSerialization.data(
            withJSONObject: line, options: [.sortedKeys, .withoutEscapingSlashes]), as: UTF8.self)
      }
    }
    let golden = try String(
      contentsOf: Self.root.appending(path: "Tests/Fixtures/columns.jsonl"), encoding: .utf8)
    var rest = columns[...]
    for line in golden.split(separator: "\n") {
      let place = try #require(rest.firstIndex(of: String(line)), "\(line)")
      rest = rest[(place + 1)...]
    }
  }
}
