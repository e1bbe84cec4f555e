import Foundation
import Testing

@testable import Tables
@testable import TrialRows

struct TableTests {
  static func sample(_ position: Int = 0) -> TrialRow {
    var sample = TrialRow(
      runID: "r1", block: 2, position: position, cell: "sessions/10000", scenario: "sessions",
      tier: .guard, strategy: "packed")
    sample.seed = .max
    sample.setting.skew = 0.8
    sample.loop = .open
    sample.cpuNanoseconds = 123
    sample.conflictsPredicted = 1e-3
    sample.valid = false
    sample.invalidReason = "foreign \"CPU\", 7 %\r\nof the wall"
    return sample
  }

  static func read(_ text: String, skippingTornLine: Bool = false) throws(TableError)
    -> Table<TrialRow>
  {
    try Table(csv: [UInt8](text.utf8), skippingTornLine: skippingTornLine)
  }

  @Test func `a written table is read back`() throws {
    let rows = [Self.sample(0), Self.sample(1)]
    let table = try Self.read(Table(rows).csv)
    #expect(table.rows == rows)
    #expect(table.tornLine == nil)
  }

  @Test func `missing is empty and never zero`() throws {
    let row = try Self.read(Table([Self.sample()]).csv).rows[0]
    #expect(row.wallNanoseconds == nil)
    #expect(Table<TrialRow>.line(for: row).hasSuffix(",,,\r\n"))
  }

  @Test func `lines end as RFC 4180 says`() {
    let text = [UInt8](Table([Self.sample()]).csv.utf8)
    #expect(text.suffix(2) == [13, 10])
    #expect(Table<TrialRow>.header.hasPrefix("run_id,block,position,attempt,cell,scenario,tier,"))
  }

  @Test func `bare line feeds and a byte order mark are read as well`() throws {
    var row = Self.sample()
    row.invalidReason = "plain"
    let text = "\u{FEFF}" + Table([row]).csv.replacingOccurrences(of: "\r\n", with: "\n")
    #expect(try Self.read(text).rows == [row])
  }

  @Test func `an infinite cost survives and not-a-number is missing`() {
    #expect(Double.infinity.cellText == "INF")
    #expect(Double(cellText: "INF") == .infinity)
    #expect(Double.nan.cellText == nil)
    #expect(Double(cellText: "nan") == nil)
  }

  @Test func `columns may stand in another order and optional ones may be absent`() throws {
    let names = TrialRow.columns.filter(\.isRequired).map(\.name).reversed()
    let cells = [
      "purpose": "cost", "valid": "true", "tier": "path", "block": "1", "position": "0",
      "attempt": "0",
    ]
    let line = names.map { cells[$0] ?? "x" }.joined(separator: ",")
    let row = try Self.read(names.joined(separator: ",") + "\n" + line + "\n").rows[0]
    #expect(row.tier == .path)
    #expect(row.block == 1)
  }

  @Test func `a file that is cut off anywhere is told from a whole one`() throws {
    var row = Self.sample()
    row.invalidReason = nil
    let whole = [UInt8](Table([row, row]).csv.utf8)
    let header = Table<TrialRow>.header.utf8.count
    let line = Table<TrialRow>.line(for: row).utf8.count
    for length in (header + 1)..<whole.count where length != header + line {
      let torn = length < header + line ? 2 : 3
      #expect(throws: TableError.tornLine(line: torn)) {
        try Table<TrialRow>(csv: Array(whole.prefix(length)))
      }
      let table = try Table<TrialRow>(csv: Array(whole.prefix(length)), skippingTornLine: true)
      #expect(table.rows.count == torn - 2)
      #expect(table.tornLine == torn)
      #expect(table.completeBytesCount == header + (torn - 2) * line)
    }
  }

  @Test func `a cut within quotes is torn as well`() {
    let text = Table([Self.sample()]).csv
    let cut = text.utf8.prefix(while: { $0 != UInt8(ascii: "7") })
    #expect(throws: TableError.tornLine(line: 2)) { try Table<TrialRow>(csv: Array(cut)) }
  }

  @Test func `wrong files are refused with the reason and the place`() {
    let header = Table<TrialRow>.header
    let line = Table<TrialRow>.line(for: Self.sample())
    expect(.empty, "")
    expect(.empty, "\r\n")
    expect(.tornLine(line: 1), "run_id,block")
    expect(.missingColumn("run_id"), "block\r\n")
    expect(.duplicateColumn("block"), "block,block\r\n")
    expect(.unknownColumn("stratgy", nearest: "strategy"), "stratgy\r\n")
    expect(.unknownColumn("zzz", nearest: nil), "zzz\r\n")
    expect(.fieldCount(line: 2, expected: TrialRow.columns.count, found: 1), header + "x\r\n")
    expect(.missingValue(line: 2, column: "run_id"), header + line.dropFirst(2))
    expect(
      .wrongValue(line: 2, column: "tier", kind: .string, cell: "moon"),
      header + line.replacingOccurrences(of: ",guard,", with: ",moon,"))
    expect(
      .wrongValue(line: 2, column: "block", kind: .integer, cell: "2.5"),
      header + line.replacingOccurrences(of: "r1,2,", with: "r1,2.5,"))
    expect(.strayQuote(line: 2), header + "a\"b\r\n")
  }

  @Test func `bytes that are no text are refused`() {
    let bytes = [UInt8](Table<TrialRow>.header.utf8) + [0xFF, 0x0A]
    #expect(throws: TableError.notUTF8(line: 2)) { try Table<TrialRow>(csv: bytes) }
  }

  @Test func `an error's message names the column and a likely meaning`() {
    let error = TableError.unknownColumn("stratgy", nearest: "strategy")
    #expect(
      "\(error)"
        == "unknown column 'stratgy' (did you mean 'strategy'?); "
        + "a newer release may have written the file")
  }

  private func expect(
    _ error: TableError, _ text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: error, sourceLocation: sourceLocation) { try Self.read(text) }
  }
}

struct RetiredColumnTests {
  @Test func `a retired column is ignored, whatever it holds`() throws {
    let required = TrialRow.columns.filter(\.isRequired).map(\.name)
    let header = (["verified"] + required).joined(separator: ",") + "\r\n"
    let sample = TableTests.sample()
    let values = required.map { name in
      TrialRow.columns.first { $0.name == name }?.text(sample) ?? ""
    }
    for old in ["", "true"] {
      let line = ([old] + values).joined(separator: ",") + "\r\n"
      let table = try Table<TrialRow>(csv: [UInt8]((header + line).utf8))
      #expect(table.rows.map(\.strategy) == [sample.strategy])
      #expect(table.rows.map(\.verification) == [nil])
    }
    #expect(TrialRow.retired.isDisjoint(with: TrialRow.columns.map(\.name)))
    #expect(SummaryRow.retired.isDisjoint(with: SummaryRow.columns.map(\.name)))
  }
}

struct ColumnTests {
  @Test func `names are unique and end in their unit`() {
    let names = TrialRow.columns.map(\.name)
    #expect(Set(names).count == names.count)
    for column in TrialRow.columns {
      #expect(column.name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" })
      if let unit = column.unit { #expect(column.name.hasSuffix(unit.suffix)) }
      if column.unit == nil {
        #expect(!ColumnUnit.allCases.contains { column.name.hasSuffix($0.suffix) })
      }
      #expect(column.description.hasSuffix("."))
    }
  }

  @Test func `every field of a sample has a column`() {
    let fields = Mirror(reflecting: TableTests.sample()).children.count
    // The setting and the measurements have the fields of their tables.
    #expect(TrialRow.columns.count == fields - 2 + Axes.list.count + Quantities.list.count)
  }

  @Test func `every measured number has a unit, and every line of both tables a meaning`() {
    let quantities = Quantities.list.map(\.definition.column)
    for column in quantities where [.integer, .number].contains(column.kind) {
      #expect(column.unit != nil, "\(column.name)")
    }
    for description in quantities.map(\.description) + Axis.all.map(\.meaning) {
      #expect(description.count > 10)
    }
  }
}
