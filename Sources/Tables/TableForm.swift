/// The form of a file's lines: its columns in their order, and its line ends.
///
/// A file that an editor, version control or an earlier release has written keeps its form: rows
/// are appended in it.
struct TableForm<Row: TableRow>: Sendable {
  /// The columns of the header; nil for a retired one, whose cells are left empty.
  let columns: [Column<Row>?]
  let lineEnd: CSVParser.LineEnd

  /// The form of a new file: every column, and the line end of RFC 4180.
  package static var new: TableForm {
    TableForm(columns: Row.columns, lineEnd: .carriageReturnLineFeed)
  }

  /// The columns of this release that the file lacks.
  var missing: [Column<Row>] {
    let names = Set(columns.compactMap { $0?.name })
    return Row.columns.filter { !names.contains($0.name) }
  }

  /// Whether the file has a column for every value of the row.
  func holds(_ row: Row) -> Bool { missing.allSatisfy { $0.text(row) == nil } }

  /// One row as a line, with its line end.
  func line(for row: Row) -> String { line(columns.map { $0?.text(row) ?? "" }) }

  func line(_ fields: [String]) -> String {
    fields.map(Self.quoted).joined(separator: ",") + lineEnd.rawValue
  }

  private static func quoted(_ field: String) -> String {
    // Unicode scalars are compared, since CRLF is one Character and equals neither of its parts.
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

extension TableForm {
  /// The form with the missing columns after the others.
  var widened: TableForm { TableForm(columns: columns + missing, lineEnd: lineEnd) }

  /// The bytes of a file in this form with the missing columns added, empty. Everything else stays
  /// byte for byte, retired columns included.
  func widen(_ bytes: [UInt8]) throws(TableError) -> [UInt8] {
    var parser = CSVParser(bytes)
    var widened: [UInt8] = []
    var begin = 0
    var tail = missing.map { "," + Self.quoted($0.name) }.joined()
    while let record = try parser.next() {
      widened += bytes[begin..<(record.end - record.lineEnd.rawValue.utf8.count)]
      widened += (tail + record.lineEnd.rawValue).utf8
      tail = String(repeating: ",", count: missing.count)
      begin = record.end
    }
    return widened
  }
}
