/// What a test can hold of the order of the sources. Each rule returns one line per breach.
enum Rules {
  typealias File = SourceTree.File

  /// A module imports what `Package.swift` names for it, and nothing else.
  static func imports(_ file: File, _ modules: Modules) -> [String] {
    guard file.isSource else { return [] }
    guard modules.dependencies[file.module] != nil else {
      return ["\(file.path): the module '\(file.module)' is not in Package.swift"]
    }
    return file.lines.compactMap { line in
      guard let module = importedModule(line), !modules.mayImport(module, into: file.module) else {
        return nil
      }
      return "\(file.path): \(file.module) may not import \(module)"
    }
  }

  private static func importedModule(_ line: Substring) -> String? {
    let words = line.split(separator: " ")
    guard let place = words.firstIndex(of: "import"), place <= 2, place + 1 < words.count,
      !line.hasPrefix("//"), !line.hasPrefix(" ")
    else { return nil }
    // `import struct Reactor.Endpoint` names its module behind the kind of what it imports.
    let kinds = ["struct", "class", "enum", "protocol"]
    let name = words.dropFirst(place + 1).first { !kinds.contains(String($0)) }
    return name?.split(separator: ".").first.map(String.init)
  }

  /// Unsafe code lives in the modules that ARCHITECTURE.md names.
  static func unsafety(_ file: File) -> [String] {
    guard file.isSource, !Modules.unsafe.contains(file.module) else { return [] }
    return file.lines.filter { line in
      let code = line.split(separator: "//", omittingEmptySubsequences: false).first ?? ""
      return code.split(whereSeparator: { !$0.isLetter && $0 != "@" })
        .contains { $0 == "unsafe" || $0 == "@unchecked" }
    }.map { "\(file.path): unsafe code in \(file.module): \($0.trimmed)" }
  }

  /// Every `@unchecked Sendable` says why it is safe, at most eight lines above or three below.
  static func reasons(_ file: File) -> [String] {
    let lines = file.lines
    return lines.indices.filter { lines[$0].contains("@unchecked Sendable") }
      .filter { index in
        guard !lines[index].trimmed.hasPrefix("//"), !lines[index].contains("\"") else {
          return false
        }
        let near = lines[max(0, index - 8)...min(lines.count - 1, index + 3)]
        return !near.contains { $0.contains("Safe") }
      }
      .map { "\(file.path):\($0 + 1): @unchecked Sendable without a `// Safe:` reason" }
  }

  /// Every atomic access has a comment that begins with its order, at most ten lines above it:
  /// those of the library's atomics, and those through `Word`, whose site follows the order.
  static func orders(_ file: File) -> [String] {
    guard file.isSource, file.path.hasSuffix(".swift"), !file.path.contains("/Hardware") else {
      return []
    }
    let lines = file.lines
    return lines.indices.filter { index in
      guard accesses(lines[index]), !lines[index].trimmed.hasPrefix("//") else { return false }
      let near = lines[max(0, index - 10)...index].map(\.trimmed)
      return !near.contains { line in
        [
          "// Relaxed", "// Acquire", "// Release", "// Sequentially", "/// Relaxed", "/// Acquire",
          "/// Release", "/// Sequentially",
        ].contains { line.hasPrefix($0) }
      }
    }.map { "\(file.path):\($0 + 1): an atomic access without its order's reason" }
  }

  private static func accesses(_ line: Substring) -> Bool {
    if line.contains("ordering: .") { return true }
    let orders = [
      ".relaxed, ", ".acquiring, ", ".releasing, ", ".acquiringAndReleasing, ",
      ".sequentiallyConsistent, ",
    ]
    return orders.contains { line.contains($0 + "\"") || line.contains($0 + "site") }
  }

  /// No type or file is named with a word that says nothing.
  static func names(_ file: File) -> [String] {
    let banned = ["Manager", "Helper", "Utils", "Utilities", "Util", "Misc", "Common"]
    var wrong: [String] = []
    let name = file.path.split(separator: "/").last ?? ""
    if banned.contains(where: { name.contains($0) }) { wrong.append("\(file.path): a file's name") }
    for line in file.lines {
      let words = line.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" })
      for (kind, type) in zip(words, words.dropFirst())
      where ["struct", "class", "enum", "protocol", "actor"].contains(kind)
        && banned.contains(where: { type.hasSuffix($0) })
        && !line.trimmed.hasPrefix("//") && !line.contains("\"")
      {
        wrong.append("\(file.path): \(type)")
      }
    }
    return wrong
  }

  /// JSON is read in one place, whose refusals name the field and the rule.
  static func decoders(_ file: File) -> [String] {
    guard file.isSource, !file.path.hasSuffix("/JSONFile.swift") else { return [] }
    let lines = file.lines
    return lines.indices.filter { lines[$0].contains("JSONDecoder(") }
      .map { "\(file.path):\($0 + 1): JSON is read by JSONFile, which says what is wrong" }
  }

  /// Lines fit in 100 columns; names of tests and golden pages may be longer.
  static func columns(_ file: File) -> [String] {
    guard file.path.hasSuffix(".swift"), !file.path.hasSuffix("/Golden.swift") else { return [] }
    let lines = file.lines
    return lines.indices.filter { lines[$0].count > 100 && !lines[$0].contains("func `") }
      .map { "\(file.path):\($0 + 1): \(lines[$0].count) columns" }
  }
}

extension Substring {
  var trimmed: Substring { drop { $0 == " " } }
}
