import Foundation

/// The Swift and C files of this package, as text.
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

    var isSource: Bool { path.hasPrefix("Sources/") && path.hasSuffix(".swift") }
  }

  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  let files: [File]

  init() throws {
    var files: [File] = []
    for path in try SourceTree.paths() {
      let isCode = [".swift", ".h", ".c"].contains { path.hasSuffix($0) }
      guard isCode, path.contains("/") else { continue }
      files.append(File(path: path, text: try SourceTree.text(of: path)))
    }
    self.files = files
  }

  /// The files that are written by hand, relative to the package; those in `results` too.
  static func paths() throws -> [String] {
    guard let found = FileManager.default.enumerator(atPath: root.path) else { return [] }
    var paths: [String] = []
    for case let path as String in found {
      let name = path.split(separator: "/").last ?? ""
      if name.hasPrefix(".build") || [".git", "__pycache__"].contains(name) {
        found.skipDescendants()
      } else if found.fileAttributes?[.type] as? FileAttributeType == .typeRegular {
        paths.append(path)
      }
    }
    return paths.sorted()
  }

  /// Whether a file is a script, a Makefile or a manifest, whose names count as code.
  static func isShell(_ path: String) -> Bool {
    path.hasPrefix("scripts/") || path.hasSuffix("Makefile") || path.hasSuffix("Package.swift")
      || path.hasPrefix(".ci/")
  }

  /// The pages that people read.
  static func pages() throws -> [File] {
    let names = try paths().filter { path in
      path.hasSuffix(".md") && !path.hasPrefix("results/reference") && !path.hasPrefix("Tests/")
        && !path.hasPrefix("results/verification")
    }
    return try names.map { File(path: $0, text: try text(of: $0)) }
  }

  /// Whether a module's files lie in `Sources`.
  static func isSource(_ module: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: "Sources/\(module)").path)
  }

  static func text(of path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }
}
