/// A table read by the letter of RFC 4180: CRLF ends every line, a quote is doubled inside quotes
/// and stands nowhere else, and every line has as many fields as the first.
struct CSVTable {
  enum Flaw: Error, Equatable {
    case quote(line: Int)
    case lineEnd(line: Int)
    case fields(line: Int)
    case columns
  }

  let columns: [String]
  /// One entry per value that is there: an empty field is missing, not empty text.
  let rows: [[String: String]]

  init(_ text: String) throws(Flaw) {
    var lines = try Self.lines(Array(text.utf8))
    guard !lines.isEmpty else { throw .columns }
    let columns = lines.removeFirst()
    guard Set(columns).count == columns.count, columns.allSatisfy(Self.isSnakeCase) else {
      throw .columns
    }
    for (index, line) in lines.enumerated() where line.count != columns.count {
      throw .fields(line: index + 2)
    }
    self.columns = columns
    rows = lines.map { line in
      Dictionary(uniqueKeysWithValues: zip(columns, line).filter { !$0.1.isEmpty })
    }
  }

  private static func isSnakeCase(_ name: String) -> Bool {
    name.utf8.first.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) } == true
      && name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") }
  }

  private static func lines(_ bytes: [UInt8]) throws(Flaw) -> [[String]] {
    var lines: [[String]] = []
    var fields: [String] = []
    var position = 0
    while position < bytes.count {
      let line = lines.count + 1
      fields.append(try field(bytes, &position, line))
      guard position < bytes.count else { throw .lineEnd(line: line) }
      if bytes[position] == UInt8(ascii: ",") {
        position += 1
        continue
      }
      guard bytes[position...].starts(with: [13, 10]) else { throw .lineEnd(line: line) }
      position += 2
      lines.append(fields)
      fields = []
    }
    guard fields.isEmpty else { throw .lineEnd(line: lines.count + 1) }
    return lines
  }

  /// Reads one field up to the comma or the line's end behind it.
  private static func field(
    _ bytes: [UInt8], _ position: inout Int, _ line: Int
  ) throws(Flaw) -> String {
    let quote = UInt8(ascii: "\"")
    var value: [UInt8] = []
    guard position < bytes.count, bytes[position] == quote else {
      while position < bytes.count, ![UInt8(ascii: ","), 10, 13].contains(bytes[position]) {
        if bytes[position] == quote { throw .quote(line: line) }
        value.append(bytes[position])
        position += 1
      }
      return String(decoding: value, as: UTF8.self)
    }
    position += 1
    while position < bytes.count {
      if bytes[position] == quote {
        position += 1
        guard position < bytes.count, bytes[position] == quote else {
          return String(decoding: value, as: UTF8.self)
        }
      }
      value.append(bytes[position])
      position += 1
    }
    throw .quote(line: line)
  }
}
