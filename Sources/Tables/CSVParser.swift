/// Splits the bytes of a CSV file (RFC 4180) into records of text.
///
/// It works on bytes, because CR and LF together are one `Character` in Swift. Lines may end in
/// CRLF, as in the RFC and in new files, or in a bare LF, as editors write them.
struct CSVParser {
  struct Record: Equatable {
    /// The line at which the record begins, counted from 1.
    let line: Int
    let fields: [String]
    /// The offset after the line end of the record.
    let end: Int
    let lineEnd: LineEnd
  }

  /// The forms of a line end.
  enum LineEnd: String {
    case lineFeed = "\n"
    case carriageReturnLineFeed = "\r\n"
  }

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// Reads the next record; nil at the end. A record without its line end is torn.
  mutating func next() throws(TableError) -> Record? {
    guard position < bytes.count else { return nil }
    let first = line
    var fields: [String] = []
    while true {
      fields.append(try field(in: first))
      guard position < bytes.count else { throw .tornLine(line: first) }
      let byte = bytes[position]
      position += 1
      if byte == .comma { continue }
      var lineEnd = LineEnd.lineFeed
      if byte == .carriageReturn {
        guard position < bytes.count else { throw .tornLine(line: first) }
        guard bytes[position] == .lineFeed else {
          throw .strayCarriageReturn(line: line)
        }
        position += 1
        lineEnd = .carriageReturnLineFeed
      }
      line += 1
      return Record(line: first, fields: fields, end: position, lineEnd: lineEnd)
    }
  }

  private mutating func field(in first: Int) throws(TableError) -> String {
    let quoted = position < bytes.count && bytes[position] == .quote
    let content = quoted ? try quotedBytes(in: first) : try plainBytes()
    guard let text = String(validating: content, as: UTF8.self) else { throw .notUTF8(line: first) }
    return text
  }

  private mutating func plainBytes() throws(TableError) -> [UInt8] {
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == .comma || byte == .lineFeed || byte == .carriageReturn { break }
      if byte == .quote { throw .strayQuote(line: line) }
      position += 1
    }
    return Array(bytes[start..<position])
  }

  private mutating func quotedBytes(in first: Int) throws(TableError) -> [UInt8] {
    var content: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == .lineFeed { line += 1 }
      guard byte == .quote else {
        content.append(byte)
        continue
      }
      guard position < bytes.count else { break }
      switch bytes[position] {
      case .quote:
        content.append(.quote)
        position += 1
      case .comma, .carriageReturn, .lineFeed: return content
      default: throw .strayQuote(line: line)
      }
    }
    throw .tornLine(line: first)
  }
}

extension UInt8 {
  fileprivate static let comma = UInt8(ascii: ",")
  fileprivate static let quote = UInt8(ascii: "\"")
  fileprivate static let carriageReturn = UInt8(ascii: "\r")
  fileprivate static let lineFeed = UInt8(ascii: "\n")
}
