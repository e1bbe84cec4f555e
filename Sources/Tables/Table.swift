/// The rows of a CSV file. They are read and written by the columns of their type.
public struct Table<Row: TableRow>: Sendable {
  public var rows: [Row]
  /// The line of each row in the file that was read.
  public private(set) var lines: [Int] = []
  /// The torn last line, if it was to be skipped.
  public private(set) var tornLine: Int?
  /// The number of bytes at the beginning of the file that are complete lines.
  public private(set) var completeBytesCount = 0
  /// The form of the file's lines; that of new files, unless the table was read.
  private(set) var form = TableForm<Row>.new

  public init(_ rows: [Row]) {
    self.rows = rows
  }

  /// The header line of a new file, with its line end.
  public static var header: String { TableForm<Row>.new.line(Row.columns.map(\.name)) }

  /// One row as a line of a new file, with its line end.
  public static func line(for row: Row) -> String { TableForm<Row>.new.line(for: row) }

  /// The whole file.
  public var csv: String {
    rows.reduce(into: Self.header) { $0 += Self.line(for: $1) }
  }
}

extension Table {
  /// Reads a file. A last line without its line end is an error, unless it is to be skipped: then
  /// `tornLine` is its number.
  public init(csv bytes: [UInt8], skippingTornLine: Bool = false) throws(TableError) {
    var parser = CSVParser(bytes)
    guard let header = try parser.next() else { throw .empty }
    let columns = try Self.columns(named: header.fields)
    self.init([])
    form = TableForm(columns: columns, lineEnd: header.lineEnd)
    completeBytesCount = header.end
    do {
      while let record = try parser.next() {
        rows.append(try Self.row(of: record, columns))
        lines.append(record.line)
        completeBytesCount = record.end
      }
    } catch .tornLine(let line) where skippingTornLine {
      tornLine = line
    }
  }

  /// The columns of a file; nil for a retired one, which is ignored.
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
      if let fault = column.fault(in: row) { throw .outOfRange(line: record.line, fault: fault) }
    }
    return row
  }
}
