/// Why a CSV file cannot be read as the expected table. Lines are counted from 1, as in editors.
public enum TableError: Error, Equatable, Sendable {
  case empty
  case notUTF8(line: Int)
  case strayQuote(line: Int)
  case duplicateColumn(String)
  case unknownColumn(String, nearest: String?)
  case missingColumn(String)
  case fieldCount(line: Int, expected: Int, found: Int)
  case missingValue(line: Int, column: String)
  case wrongValue(line: Int, column: String, kind: ColumnKind, cell: String)
  /// A number is out of its column's range; the fault names the column, the value and the rule.
  case outOfRange(line: Int, fault: String)
  case strayCarriageReturn(line: Int)
  case tornLine(line: Int)
}

extension TableError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .empty: "the file is empty: not even a header line"
    case .notUTF8(let line): "line \(line): not UTF-8"
    case .strayQuote(let line): "line \(line): a quote where none may stand"
    case .duplicateColumn(let name): "column '\(name)' stands twice in the header"
    case .unknownColumn(let name, let nearest):
      "unknown column '\(name)'"
        + (nearest.map { " (did you mean '\($0)'?)" } ?? "")
        + "; a newer release may have written the file"
    case .missingColumn(let name): "required column '\(name)' is missing"
    case .fieldCount(let line, let expected, let found):
      "line \(line): \(found) fields where the header has \(expected)"
    case .missingValue(let line, let column): "line \(line): '\(column)' must not be empty"
    case .wrongValue(let line, let column, let kind, let cell):
      "line \(line): '\(cell)' is no \(kind.rawValue) for '\(column)'"
    case .outOfRange(let line, let fault): "line \(line): \(fault)"
    case .strayCarriageReturn(let line):
      "line \(line): a carriage return without a line feed; lines end in CRLF or LF"
    case .tornLine(let line):
      "line \(line): torn, the file ends within it (a run was cut off while it wrote)"
    }
  }
}
