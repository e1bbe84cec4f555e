import Foundation

/// The Swift files of this package, as text.
struct SourceTree {
  struct File {
    /// Relative to the package, with `/`.
    let path: String
    let text: String

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// The module that a source file belongs to, or the test target.
    var module: String {
      let parts = path.split(separator: "/")
      return parts.count > 2 ? String(parts[1]) : ""
    }

    var isSource: Bool { path.hasPrefix("Sources/") }
  }

  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  let files: [File]

  init() throws {
    var files: [File] = []
    for folder in ["Plugins", "Sources", "Tests", "Benchmarks/Sources", "Examples"] {
      let place = SourceTree.root.appending(path: folder)
      guard let names = FileManager.default.enumerator(atPath: place.path) else { continue }
      for case let name as String in names
      where name.hasSuffix(".swift") && !name.contains(".build") {
        let text = try String(contentsOf: place.appending(path: name), encoding: .utf8)
        files.append(File(path: folder + "/" + name, text: text))
      }
    }
    self.files = files
  }

  /// Whether a module's files lie in `Sources`.
  static func isSource(_ module: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: "Sources/\(module)").path)
  }

  static func text(of path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }
}
