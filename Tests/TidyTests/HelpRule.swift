import Testing

extension Rules {
  /// A paragraph of help is one line of text, which the argument parser wraps at the terminal's
  /// width: in the source, each of its lines but the last ends with a backslash.
  ///
  /// Indented lines, such as examples, stand as they are. Looked at: the texts of several lines in
  /// files that define commands or options.
  static func help(_ file: SourceTree.File) -> [String] {
    guard file.isSource, file.text.contains("import ArgumentParser") else { return [] }
    let lines = file.lines
    let quotes = String(repeating: "\"", count: 3)
    var breaches: [Int] = []
    var start: Int?
    for index in lines.indices where lines[index].contains(quotes) {
      guard let first = start else {
        start = index
        continue
      }
      let indent = lines[index].prefix { $0 == " " }.count
      breaches += (first + 1..<index).dropLast().filter { line in
        isText(lines[line], indent) && isText(lines[line + 1], indent)
          && !lines[line].hasSuffix("\\")
      }
      start = nil
    }
    return breaches.map {
      "\(file.path):\($0 + 1): help is wrapped by hand: end the line with a backslash"
    }
  }

  /// Whether a line belongs to a paragraph: it is neither empty nor indented beyond `indent`.
  private static func isText(_ line: Substring, _ indent: Int) -> Bool {
    let rest = line.dropFirst(indent)
    return !rest.isEmpty && rest.first != " "
  }
}

@Suite struct HelpRuleTests {
  @Test func `help is wrapped by the terminal, not by hand`() throws {
    try TidyTests().expectKept(Rules.help)
    func breaches(_ text: String) -> Int {
      let quotes = String(repeating: "\"", count: 3)
      let source = """
        internal import ArgumentParser
        struct Wash {
          let discussion = \(quotes)
        \(text)
            \(quotes)
        }
        """
      let file = SourceTree.File(path: "Sources/Bench/Command/Wash.swift", text: source)
      return Rules.help(file).count
    }
    #expect(breaches("    Washes the dishes and\n    dries them.") == 1)
    #expect(breaches("    Washes the dishes and\n    dries them,\n    and sleeps.") == 2)
    #expect(breaches("    Washes the dishes and \\\n    dries them.") == 0)
    #expect(breaches("    Washes.\n\n    Examples:\n      wash up\n      wash down") == 0)
  }
}
