/// What of a Swift or C file is written for people, apart from its code.
struct Prose {
  /// A piece of text and the line where it begins, counted from one.
  struct Passage: Equatable {
    let line: Int
    let text: String
  }

  /// Each line of each comment.
  private(set) var comments: [Passage] = []
  /// Each line of each string literal, without what is interpolated.
  private(set) var strings: [Passage] = []
  /// Names that are sentences: those between backticks with a space.
  private(set) var titles: [Passage] = []
  /// The file without its comments; literals keep their text.
  private(set) var code = ""

  private var bytes: [UInt8]
  private var place = 0
  private var line = 1
  private var written: [UInt8] = []
  /// The literals that an interpolation is open in, each with its open parentheses.
  private var open: [(quote: String, hashes: Int, depth: Int)] = []

  init(_ text: String) {
    bytes = Array(text.utf8)
    while place < bytes.count { readNext() }
    code = String(decoding: written, as: UTF8.self)
    bytes = []
    written = []
  }

  private mutating func readNext() {
    switch bytes[place] {
    case UInt8(ascii: "/") where isNext("//"):
      comments.append(Passage(line: line, text: take { $0.isNext("\n") }))
    case UInt8(ascii: "/") where isNext("/*"):
      let start = line
      let text = take { $0.isNext("*/") } + "*/"
      place = min(place + 2, bytes.count)
      comments += Self.passages(text, from: start)
    case UInt8(ascii: "#"): readHashes()
    case UInt8(ascii: "\""):
      let quote = isNext("\"\"\"") ? "\"\"\"" : "\""
      place += quote.utf8.count
      readLiteral(quote, hashes: 0)
    case UInt8(ascii: "`"): readName()
    case UInt8(ascii: "("):
      if !open.isEmpty { open[open.count - 1].depth += 1 }
      keep()
    case UInt8(ascii: ")") where open.last?.depth == 0:
      let literal = open.removeLast()
      place += 1
      readLiteral(literal.quote, hashes: literal.hashes)
    case UInt8(ascii: ")"):
      if !open.isEmpty { open[open.count - 1].depth -= 1 }
      keep()
    default: keep()
    }
  }

  /// A raw literal, a regular expression between `#/` and `/#`, or a plain `#`.
  private mutating func readHashes() {
    let count = bytes[place...].prefix { $0 == UInt8(ascii: "#") }.count
    let hashes = String(repeating: "#", count: count)
    for quote in ["\"\"\"", "\""] where isNext(hashes + quote) {
      place += count + quote.utf8.count
      return readLiteral(quote, hashes: count)
    }
    guard isNext(hashes + "/") else { return keep() }
    written += Array(take { $0.isNext("/" + hashes) }.utf8)
    for _ in 0...count where place < bytes.count { keep() }
  }

  private mutating func readLiteral(_ quote: String, hashes: Int) {
    let fence = String(repeating: "#", count: hashes)
    let start = line
    var text: [UInt8] = []
    defer {
      let words = String(decoding: text, as: UTF8.self)
      strings += Self.passages(words, from: start)
      written += Array(" \(words) ".utf8)
    }
    while place < bytes.count {
      if isNext(quote + fence) { return place += quote.utf8.count + hashes }
      if isNext("\\" + fence + "(") {
        place += 2 + hashes
        return open.append((quote, hashes, 0))
      }
      if isNext("\\" + fence) {
        place += 1 + hashes
        guard place < bytes.count else { return }
        if bytes[place] != UInt8(ascii: "\n") { bytes[place] = UInt8(ascii: " ") }
      }
      if bytes[place] == UInt8(ascii: "\n") {
        line += 1
        if quote == "\"" { return place += 1 }
      }
      text.append(bytes[place])
      place += 1
    }
  }

  private mutating func readName() {
    let start = line
    place += 1
    let name = take { $0.isNext("`") || $0.isNext("\n") }
    place += place < bytes.count && isNext("`") ? 1 : 0
    if name.contains(" ") {
      titles.append(Passage(line: start, text: name))
    } else {
      written += Array(name.utf8)
    }
  }

  /// Takes what comes before the end, and leaves the end.
  private mutating func take(until isEnd: (Prose) -> Bool) -> String {
    let start = place
    repeat {
      if bytes[place] == UInt8(ascii: "\n") { line += 1 }
      place += 1
    } while place < bytes.count && !isEnd(self)
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  private mutating func keep() {
    if bytes[place] == UInt8(ascii: "\n") { line += 1 }
    written.append(bytes[place])
    place += 1
  }

  private func isNext(_ text: String) -> Bool { bytes[place...].starts(with: text.utf8) }

  private static func passages(_ text: String, from line: Int) -> [Passage] {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map {
      Passage(line: line + $0.offset, text: String($0.element))
    }
  }
}
