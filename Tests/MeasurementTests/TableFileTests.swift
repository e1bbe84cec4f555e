import Foundation
import Testing

@testable import Tables
@testable import TrialRows

struct TableFileTests {
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.appending(path: "samples.csv"))
  }

  @Test func `appended rows are on file at once`() throws {
    try withFolder { url in
      let file = try TableFile<TrialRow>(creating: url)
      try file.append(TableTests.sample(0))
      #expect(try Table<TrialRow>(csv: [UInt8](Data(contentsOf: url))).rows.count == 1)
      try file.append(TableTests.sample(1))
      try file.close()
      #expect(try Table<TrialRow>(csv: [UInt8](Data(contentsOf: url))).rows.count == 2)
    }
  }

  @Test func `an earlier run is never written over`() throws {
    try withFolder { url in
      try TableFile<TrialRow>(creating: url).close()
      #expect(throws: CocoaError.self) { try TableFile<TrialRow>(creating: url) }
    }
  }

  @Test func `a resumed file loses its torn line, says so, and goes on`() throws {
    try withFolder { url in
      let text = Table([TableTests.sample(0), TableTests.sample(1)]).csv
      try Data(text.utf8.dropLast(5)).write(to: url)
      let file = try TableFile<TrialRow>(resuming: url)
      #expect(file.existing.rows == [TableTests.sample(0)])
      #expect(file.existing.tornLine != nil)
      try file.append(TableTests.sample(7))
      try file.close()
      let rows = try Table<TrialRow>(csv: [UInt8](Data(contentsOf: url))).rows
      #expect(rows == [TableTests.sample(0), TableTests.sample(7)])
    }
  }
}

// Files that an editor, version control or an earlier release has written.
extension TableFileTests {
  private static let required = TrialRow.columns.filter(\.isRequired).map(\.name)

  /// A trial with only the columns of every release.
  private static func plain(_ position: Int) -> TrialRow {
    TrialRow(
      runID: "r1", block: 2, position: position, cell: "sessions", scenario: "sessions",
      tier: .guard, strategy: "packed")
  }

  /// Lines of the required columns in this order, after the given other columns.
  private func text(
    _ rows: [TrialRow], columns: [String], lineEnd: String, retired: String? = nil
  ) -> String {
    let header = (retired.map { [$0] } ?? []) + columns
    let lines = rows.map { row in
      (retired == nil ? [] : ["old"])
        + columns.map { name in TrialRow.columns.first { $0.name == name }?.text(row) ?? "" }
    }
    return ([header] + lines).map { $0.joined(separator: ",") + lineEnd }.joined()
  }

  @Test(arguments: ["\n", "\r\n"], [true, false])
  func `a row is appended as the others are written`(lineEnd: String, isReversed: Bool) throws {
    try withFolder { url in
      let names = isReversed ? Self.required.reversed() : Self.required
      let before = text([Self.plain(0)], columns: names, lineEnd: lineEnd, retired: "verified")
      try Data(before.utf8).write(to: url)
      let file = try TableFile<TrialRow>(resuming: url)
      try file.append(Self.plain(1))
      try file.close()
      let after = try String(contentsOf: url, encoding: .utf8)
      #expect(after.hasPrefix(before))
      let line = text([Self.plain(1)], columns: names, lineEnd: lineEnd)
        .dropFirst(text([], columns: names, lineEnd: lineEnd).count)
      #expect(after == before + "," + line)
    }
  }

  @Test func `columns that a file lacks are added once, and all else stays as it was`() throws {
    try withFolder { url in
      let before = text(
        [Self.plain(0)], columns: Self.required, lineEnd: "\n", retired: "verified")
      try Data(before.utf8).write(to: url)
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: url.path)
      let file = try TableFile<TrialRow>(resuming: url)
      try file.append(TableTests.sample(1))
      try file.append(TableTests.sample(2))
      try file.close()
      let after = try String(contentsOf: url, encoding: .utf8)
      let lines = after.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(zip(lines, before.split(separator: "\n")).allSatisfy { $0.hasPrefix($1) })
      #expect(lines[1].hasPrefix("old,r1,2,0,"))
      #expect(lines[0].components(separatedBy: ",").count == TrialRow.columns.count + 1)
      let table = try Table<TrialRow>(csv: [UInt8](after.utf8))
      #expect(table.rows == [Self.plain(0), TableTests.sample(1), TableTests.sample(2)])
      let mode = try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions]
      #expect((mode as? NSNumber)?.intValue == 0o640)
      let names = try FileManager.default.contentsOfDirectory(
        atPath: url.deletingLastPathComponent().path)
      #expect(names == ["samples.csv"])
    }
  }

  @Test func `a link to a file stays one`() throws {
    try withFolder { url in
      let target = url.deletingLastPathComponent().appending(path: "elsewhere.csv")
      let before = text([Self.plain(0)], columns: Self.required, lineEnd: "\r\n")
      try Data(before.utf8).write(to: target)
      try FileManager.default.createSymbolicLink(at: url, withDestinationURL: target)
      let file = try TableFile<TrialRow>(resuming: url)
      try file.append(TableTests.sample(1))
      try file.close()
      let kind = try FileManager.default.attributesOfItem(atPath: url.path)[.type]
      #expect(kind as? FileAttributeType == .typeSymbolicLink)
      #expect(try Table<TrialRow>(csv: [UInt8](Data(contentsOf: target))).rows.count == 2)
    }
  }

  @Test func `a file that is refused stays as it is, with its torn line`() throws {
    struct Refusal: Error {}
    try withFolder { url in
      let torn = Data(Table([TableTests.sample(0), TableTests.sample(1)]).csv.utf8.dropLast(5))
      try torn.write(to: url)
      #expect(throws: Refusal.self) {
        try TableFile<TrialRow>(resuming: url) { _ in throw Refusal() }
      }
      #expect(try Data(contentsOf: url) == torn)
    }
  }

  @Test func `a carriage return alone ends no line, and the error names it`() {
    let text = Table([Self.plain(0)]).csv.replacingOccurrences(of: "\r\n", with: "\r")
    let error = #expect(throws: TableError.strayCarriageReturn(line: 1)) {
      try Table<TrialRow>(csv: [UInt8](text.utf8))
    }
    #expect(error?.description.contains("CRLF or LF") == true)
  }
}
