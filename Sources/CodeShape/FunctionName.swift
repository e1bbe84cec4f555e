/// A demangled name in its parts.
struct FunctionName {
  /// Whether the compiler wrote the function for types that it knew.
  let isSpecialized: Bool
  /// Type and function, without generic clauses and arguments: `SessionGuards.PackedGuard.rundown`.
  let path: String
  /// Whether it is written for any type.
  let isGeneric: Bool
  /// What of it a reader needs.
  let shown: String

  init(_ name: String) {
    let name = name.withoutPrivacy
    var rest = name[...]
    var isSpecialized = false
    // Each specialisation is written as `generic specialization <types> of `.
    while let mark = rest.firstRange(of: "specialization <"),
      !rest[..<mark.lowerBound].contains("("),
      let end = Self.end(of: rest, from: rest.index(before: mark.upperBound))
    {
      // What the compiler did with arguments alone leaves the function as generic as it was.
      isSpecialized = isSpecialized || rest[..<mark.lowerBound].contains("generic")
      rest = rest[end...]
      if rest.hasPrefix(" of ") { rest = rest.dropFirst(4) }
    }
    for word in ["static ", "closure #1 in "] where rest.hasPrefix(word) {
      rest = rest.dropFirst(word.count)
    }
    if rest.hasPrefix("(extension in "), let colon = rest.firstRange(of: "):") {
      rest = rest[colon.upperBound...]
    }
    var path = ""
    var isGeneric = false
    var index = rest.startIndex
    while index < rest.endIndex, rest[index] != "(" {
      if rest[index] == "<", let end = Self.end(of: rest, from: index) {
        isGeneric = true
        index = end
      } else {
        path.append(rest[index])
        index = rest.index(after: index)
      }
    }
    self.path = path
    shown = path.contains(".") ? path : name
    self.isSpecialized = isSpecialized
    self.isGeneric = isGeneric
  }

  /// Where the bracket that opens at `open` is closed, the next place; the `>` of an arrow is none.
  private static func end(of text: Substring, from open: Substring.Index) -> Substring.Index? {
    var depth = 0
    var last: Character = " "
    for index in text[open...].indices {
      switch text[index] {
      case "<": depth += 1
      case ">" where last != "-": depth -= 1
      default: break
      }
      last = text[index]
      if depth == 0 { return text.index(after: index) }
    }
    return nil
  }

  /// The name of the function alone.
  var base: Substring { path.split(separator: ".").last ?? path[...] }

  /// Whether it is a function of that type, of one that it is made with, as a lock is, or of one
  /// that is nested in those.
  func belongs(to type: String) -> Bool {
    type.split(whereSeparator: { "<>, ".contains($0) }).contains { path.hasPrefix($0 + ".") }
  }
}

extension String {
  /// A type's or function's name without what tells apart what is private to several files, which
  /// a program writes another way than the compiler.
  var withoutPrivacy: String {
    replacing(/\((\w+) in _[0-9A-F]+\)/) { $0.1 }
      .replacing(/\(unknown context at \$[0-9a-f]+\)\./, with: "")
  }
}
