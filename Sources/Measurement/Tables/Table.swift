/// The rows of a CSV file, read and written by the columns of their type.
public struct Table<Row: TableRow>: Sendable {
  public var rows: [Row]
  /// The line that the file broke off in, where reading was told to go on without it.
  public private(set) var tornLine: Int?
  /// How many bytes at the file's beginning are complete lines.
  public private(set) var completeBytesCount = 0

  public init(_ rows: [Row]) {
    self.rows = rows
  }

  /// The header line, with its line end.
  public static var header: String {
    Self.line(Row.columns.map(\.name))
  }

  /// One row as a line, with its line end.
  public static func line(for row: Row) -> String {
    Self.line(Row.columns.map { $0.text(row) ?? "" })
  }

  /// The whole file.
  public var csv: String {
    rows.reduce(into: Self.header) { $0 += Self.line(for: $1) }
  }

  private static func line(_ fields: [String]) -> String {
    fields.map(quoted).joined(separator: ",") + "\r\n"
  }

  private static func quoted(_ field: String) -> String {
    // Unicode scalars, since a CRLF is one Character and would not equal either of its halves.
    let needsQuotes = field.unicodeScalars.contains {
      $0 == "," || $0 == "\"" || $0 == "\r" || $0 == "\n"
    }
    guard needsQuotes else { return field }
    var text = "\""
    for scalar in field.unicodeScalars {
      if scalar == "\"" { text.unicodeScalars.append("\"") }
      text.unicodeScalars.append(scalar)
    }
    return text + "\""
  }
}

extension Table {
  /// Reads a file. A last line without its end is an error, unless a torn one is to be skipped:
  /// then the rows before it are returned and `tornLine` says so.
  public init(csv bytes: [UInt8], skippingTornLine: Bool = false) throws(TableError) {
    var parser = CSVParser(bytes)
    guard let header = try parser.next() else { throw .empty }
    let columns = try Self.columns(named: header.fields)
    self.init([])
    completeBytesCount = header.end
    do {
      while let record = try parser.next() {
        rows.append(try Self.row(of: record, columns))
        completeBytesCount = record.end
      }
    } catch .tornLine(let line) where skippingTornLine {
      tornLine = line
    }
  }

  /// The columns that a file has; nil stands for one that is passed over.
  private static func columns(named names: [String]) throws(TableError) -> [Column<Row>?] {
    if names == [""] { throw .empty }
    var known: [String: Column<Row>] = [:]
    for column in Row.columns { known[column.name] = column }
    var found: [Column<Row>?] = []
    var seen: Set<String> = []
    for name in names {
      guard seen.insert(name).inserted else { throw .duplicateColumn(name) }
      guard known[name] != nil || Row.retired.contains(name) else {
        throw .unknownColumn(name, nearest: name.nearest(among: Row.columns.map(\.name)))
      }
      found.append(known[name])
    }
    for column in Row.columns where column.isRequired && !seen.contains(column.name) {
      throw .missingColumn(column.name)
    }
    return found
  }

  private static func row(
    of record: CSVParser.Record, _ columns: [Column<Row>?]
  ) throws(TableError) -> Row {
    guard record.fields.count == columns.count else {
      throw .fieldCount(
        line: record.line, expected: columns.count, found: record.fields.count)
    }
    var row = Row.blank
    for (column, cell) in zip(columns, record.fields) {
      guard let column else { continue }
      if cell.isEmpty {
        if column.isRequired { throw .missingValue(line: record.line, column: column.name) }
        continue
      }
      guard column.read(cell, &row) else {
        throw .wrongValue(
          line: record.line, column: column.name, kind: column.kind, cell: cell)
      }
    }
    return row
  }
}
