/// The words of the package's prose: each row has words that are not used, and what replaces them.
enum Vocabulary {
  typealias File = SourceTree.File

  static let rows: [(words: [String], instead: String)] = [
    (
      [
        "nobody", "no one", "somebody", "someone", "everybody", "everyone", "anybody", "anyone",
        "who", "whom", "whoever",
      ], "the thread, the caller, no other thread"
    ),
    (["house", "rooms", "each room", "every room", "per room", "which room"], "module"),
    (
      [
        "wrong guard", "wrong guards", "faulty guard", "faulty guards", "broken guard",
        "broken guards", "wrong variant", "wrong variants",
      ], "mutant"
    ),
    (["answers true", "answers false", "answers nil", "answers whether"], "returns"),
  ]

  /// Literals that are bytes of something published or proved, so that they stay as they are.
  private static func keepsLiterals(_ file: File) -> Bool {
    // The descriptions of columns stand in the data packages of the runs in `results/`, and the
    // reasons of kept orders in its kill matrix.
    let published = ["/Quantities.swift", "/Axes.swift", "/Mutant+Weakenings.swift"]
    if published.contains(where: { file.path.hasSuffix($0) }) { return true }
    // Certificates rest on the code of these, literals included (`scripts/source-digests`).
    let isProved = ["SessionGuards", "ModelChecker", "Verification"].contains(file.module)
    return file.isSource && isProved && !file.path.contains("/Stress/")
  }

  /// The prose of a source file: its comments, its literals and its sentences.
  static func breaches(_ file: File) -> [String] {
    let prose = Prose(file.text)
    let passages = prose.comments + prose.titles + (keepsLiterals(file) ? [] : prose.strings)
    return passages.flatMap { breaches($0, in: file.path) }
  }

  /// The prose of a page: all but its blocks of code.
  static func breaches(page: File) -> [String] {
    var isCode = false
    return page.lines.enumerated().flatMap { index, line -> [String] in
      if line.trimmed.hasPrefix("```") { isCode.toggle() }
      guard !isCode else { return [] }
      return breaches(Prose.Passage(line: index + 1, text: String(line)), in: page.path)
    }
  }

  private static func breaches(_ passage: Prose.Passage, in path: String) -> [String] {
    let words = " " + words(in: passage.text).joined(separator: " ") + " "
    guard first.contains(where: words.contains) else { return [] }
    return rows.flatMap { row in
      row.words.filter { words.contains(" \($0) ") }
        .map { "\(path):\(passage.line): '\($0)', which is called \(row.instead)" }
    }
  }

  /// The words that any row's words begin with, so that most passages need one look.
  private static let first = Set(rows.flatMap(\.words).map { " " + $0.prefix { $0 != " " } + " " })

  /// In lower case, without what stands between backticks: that is a name.
  private static func words(in text: String) -> [Substring] {
    var isName = false
    let plain = text.lowercased().utf8.map { byte -> UInt8 in
      if byte == UInt8(ascii: "`") { isName.toggle() }
      let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte > 127
      return isName || !isLetter ? UInt8(ascii: " ") : byte
    }
    return String(decoding: plain, as: UTF8.self).split(separator: " ")
  }
}
