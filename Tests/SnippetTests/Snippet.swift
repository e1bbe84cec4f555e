import Foundation

/// An example of Swift in a page or in a doc comment.
struct Snippet {
  /// The file it stands in, relative to the package, and the line where it begins.
  let path: String
  let line: Int
  let code: String

  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Those of the pages, and of the doc comments of every module.
  static func all() throws -> [Snippet] {
    try pages().flatMap { snippets(in: try text(of: $0).lines, of: $0) }
      + sources().flatMap { path in
        docComments(in: try text(of: path)).flatMap {
          snippets(in: $0.lines, of: path, from: $0.start)
        }
      }
  }

  static func text(of path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The pages that show code or commands.
  static func pages() throws -> [String] {
    ["README.md", "ARCHITECTURE.md", "Benchmarks/README.md"]
      + (try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "docs").path))
      .filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" }
  }

  private static func sources() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: "Sources").path)
      .filter { $0.hasSuffix(".swift") }.sorted().map { "Sources/\($0)" }
  }

  /// The Swift among the blocks of code.
  static func snippets(in lines: [String], of path: String, from start: Int = 1) -> [Snippet] {
    CodeBlock.blocks(in: lines).filter(\.isSwift)
      .map { Snippet(path: path, line: start + $0.start, code: $0.lines.joined(separator: "\n")) }
  }

  /// Each run of `///` lines as a page of its own, with the line where it begins.
  static func docComments(in text: String) -> [(start: Int, lines: [String])] {
    var found: [(start: Int, lines: [String])] = []
    var isOpen = false
    for (index, line) in text.lines.enumerated() {
      let trimmed = line.drop { $0 == " " }
      defer { isOpen = trimmed.hasPrefix("///") }
      guard trimmed.hasPrefix("///") else { continue }
      if !isOpen { found.append((index + 1, [])) }
      let words = trimmed.dropFirst(3)
      found[found.count - 1].lines.append(String(words.hasPrefix(" ") ? words.dropFirst() : words))
    }
    return found
  }
}

/// A block of code in a page: between fences, or indented by four after an empty line.
struct CodeBlock: Equatable {
  /// The index of its first line.
  let start: Int
  /// What follows the fence; nil for a block that is indented.
  let language: String?
  /// Without their common indentation.
  let lines: [String]

  static func blocks(in page: [String]) -> [CodeBlock] {
    var blocks: [CodeBlock] = []
    var index = 0
    while index < page.count {
      let line = page[index].drop { $0 == " " }
      if line.hasPrefix("```") {
        let end = page[(index + 1)...].firstIndex { $0.drop { $0 == " " }.hasPrefix("```") }
        let lines = Array(page[(index + 1)..<(end ?? page.count)])
        blocks.append(
          CodeBlock(start: index + 1, language: String(line.dropFirst(3)), lines: level(lines)))
        index = (end ?? page.count) + 1
      } else if isIndented(page[index]), index == 0 || page[index - 1].isBlank {
        var end = index
        while end < page.count, isIndented(page[end]) || page[end].isBlank { end += 1 }
        while page[end - 1].isBlank { end -= 1 }
        blocks.append(
          CodeBlock(start: index, language: nil, lines: level(Array(page[index..<end]))))
        index = end
      } else {
        index += 1
      }
    }
    return blocks
  }

  /// A block that is indented is Swift if its first line declares, calls or assigns something.
  var isSwift: Bool {
    if let language { return language == "swift" }
    guard let first = lines.first else { return false }
    let words = first.split(separator: " ")
    let declares = [
      "let", "var", "func", "struct", "final", "class", "enum", "extension", "public", "import",
      "try", "if", "for",
    ]
    if declares.contains(String(words[0])) || words[0].hasPrefix("@") { return true }
    if words.count > 2, words[1] == "=" { return true }
    return first.contains(/^[a-z$][A-Za-z0-9.]*\(/)
  }

  private static func isIndented(_ line: String) -> Bool { line.hasPrefix("    ") && !line.isBlank }

  private static func level(_ lines: [String]) -> [String] {
    let depth = lines.filter { !$0.isBlank }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
    return lines.map { String($0.dropFirst(depth)) }
  }
}

extension String {
  var lines: [String] {
    split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  var isBlank: Bool { allSatisfy { $0 == " " } }
}
