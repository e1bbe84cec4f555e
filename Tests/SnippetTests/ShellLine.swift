import Foundation

/// A command that a page tells its reader to give.
struct ShellLine: Equatable {
  let path: String
  let line: Int
  let words: [String]

  /// Those in the blocks of a page that are no Swift, and those between backticks in its text.
  static func lines(in page: String, of path: String) -> [ShellLine] {
    let lines = page.lines
    let blocks = CodeBlock.blocks(in: lines).filter { !$0.isSwift }
    let shown = blocks.flatMap { block in
      block.lines.enumerated().map { (block.start + $0.offset + 1, $0.element) }
    }
    let quoted = lines.enumerated().flatMap { index, line in
      line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .filter { !$0.offset.isMultiple(of: 2) }.map { (index + 1, String($0.element)) }
    }
    return (shown + quoted).compactMap { line, text in
      let words = words(in: text)
      let isCommand = words.first.map { first in
        ["guardbench", "make"].contains(first) || first.hasPrefix("scripts/")
          || first.hasSuffix("/guardbench")
      }
      return isCommand == true ? ShellLine(path: path, line: line, words: words) : nil
    }
  }

  /// The words as the shell has them, without a comment; `<run>` stands for some value.
  private static func words(in text: String) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    for letter in text {
      switch letter {
      case quote: quote = nil
      case "'", "\"":
        if quote == nil { quote = letter } else { word?.append(letter) }
        word = word ?? ""
      case " " where quote == nil:
        if let whole = word { words.append(whole) }
        word = nil
      case "#" where quote == nil && word == nil: return words
      case "<", ">": break
      default: word = (word ?? "") + String(letter)
      }
    }
    if let word { words.append(word) }
    return words
  }
}
