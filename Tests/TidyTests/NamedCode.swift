import Foundation

/// All names that the package's code has, by which a name in a comment is found.
struct NamedCode {
  /// Names of the language, the system, other programs and sources: they are not the package's.
  static let outside: Set<String> = [
    // Linux: functions, files and options of the kernel.
    "do_exit", "sched", "cputime", "thread_group_cputime", "CONFIG_PROC_CHILDREN",
    // What the kernel calls a clock source, programs that show threads, and Go's comparison.
    "tsc", "perf", "ps", "benchstat",
    // Instructions of AArch64, of which the tests name but those that they look for.
    "ldr", "casl",
    // The same idea in Folly, liburcu, Windows and brpc, whose files are named in full.
    "asymmetric_thread_fence_light", "_heavy", "AsymmetricThreadFence", "cmm_smp_mb_slave",
    "_master", "InterlockedCompareExchange128", "src",
    // What stands for a value that the reader gives.
    "VALUE",
  ]

  /// Without dashes, as Swift has them; and with, as strategies, options and files have them.
  private(set) var names: Set<String> = []

  init(code: some Sequence<String>) {
    for text in code { add(text) }
  }

  /// The names of this package: of its code, its scripts and Makefiles, and of its files.
  init(of tree: SourceTree) throws {
    self.init(code: [])
    for file in tree.files where !file.path.hasPrefix("Tests/TidyTests/") {
      add(Prose(file.text).code)
    }
    for path in try SourceTree.paths() {
      add(path)
      guard SourceTree.isShell(path) else { continue }
      let text = try SourceTree.text(of: path)
      for line in text.split(separator: "\n") where !line.trimmed.hasPrefix("#") {
        add(String(line))
      }
    }
  }

  private mutating func add(_ text: String) {
    for name in Self.words(in: text) {
      names.insert(name)
      if name.contains("-") { names.formUnion(name.split(separator: "-").map(String.init)) }
    }
  }

  /// Names in the comments of a file, between backticks, that no code has.
  func breaches(_ file: SourceTree.File) -> [String] {
    Prose(file.text).comments.flatMap { passage in
      Self.quoted(passage.text).flatMap { quoted in
        Self.words(in: quoted).filter { !isKnown($0) }
          .map { "\(file.path):\(passage.line): `\(quoted)` names '\($0)', which no code has" }
      }
    }
  }

  private func isKnown(_ name: String) -> Bool {
    names.contains(name) || Self.outside.contains(name)
      || (name.contains("-") && names.contains(Self.camelCase(name)))
  }

  /// What stands between backticks, one line at a time, without placeholders such as `<seed>`.
  private static func quoted(_ comment: String) -> [String] {
    let parts = comment.split(separator: "`", omittingEmptySubsequences: false)
    return parts.indices.filter { !$0.isMultiple(of: 2) && $0 + 1 < parts.count }.map {
      var depth = 0
      return String(
        parts[$0].filter { letter in
          if letter == "<" { depth += 1 }
          defer { if letter == ">" { depth = max(0, depth - 1) } }
          return depth == 0
        })
    }
  }

  /// Of two letters at least, with dashes inside; a number is no name, nor one after a dash.
  private static func words(in text: String) -> [String] {
    text.utf8.split { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        false
      default: true
      }
    }.compactMap { bytes in
      let parts = bytes.split(separator: UInt8(ascii: "-"))
        .filter { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0.first!) }
      guard parts.count > 1 || parts.first.map({ $0.count > 1 }) == true else { return nil }
      return parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
    }
  }

  /// `fail-below` as `failBelow`, as an option's property has it.
  private static func camelCase(_ name: String) -> String {
    let parts = name.split(separator: "-")
    return parts.dropFirst().reduce(String(parts[0])) { $0 + $1.capitalized }
  }
}
