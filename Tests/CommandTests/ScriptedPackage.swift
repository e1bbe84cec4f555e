import Foundation
import Probe
import TestFolders

/// A repository with a package whose program hands everything to a script beside it.
///
/// Swift builds it where a test is of building; for the others a stand-in does, in no time.
struct ScriptedPackage {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try write(
      "Package.swift",
      """
      // swift-tools-version: 6.2
      import PackageDescription
      let package = Package(
        name: "guardbench", traits: ["Jemalloc"],
        targets: [.executableTarget(name: "guardbench")])
      """)
    try write(
      "Sources/guardbench/main.swift",
      """
      import Glibc
      let script = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
      var arguments = (["sh", script + "/program"] + CommandLine.arguments.dropFirst()).map {
        strdup($0)
      }
      arguments.append(nil)
      execv("/bin/sh", arguments)
      """)
    try write(".gitignore", "/.build/\n/*.trials\n/check\n")
    _ = try ScriptedProgram().write("program", in: folder)
    try folder.shell("git init -q")
    try commit()
  }

  func write(_ name: String, _ text: String) throws {
    let url = folder.url.appending(path: name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// Writes a file of a package beside the repository, and returns the path that leads to the
  /// package from the repository's folder.
  static func writeBeside(_ package: TemporaryFolder, _ name: String, _ text: String) throws
    -> String
  {
    let url = package.url.appending(path: name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
    return "../\(package.url.lastPathComponent)"
  }

  func commit() throws {
    try folder.shell("git add --all && git commit -q -m 'one more'")
  }

  /// The program that builds the package.
  enum Builder { case swift, standIn }

  func check(_ base: String, builtBy builder: Builder = .standIn) throws -> Program.Result {
    try? FileManager.default.removeItem(at: folder.url.appending(path: "check"))
    return try run(
      ["check", "--base", base, "--strategies", "packed", "--output", "check"]
        + CheckCommandTests.steady, builtBy: builder)
  }

  func run(
    _ arguments: [String], builtBy builder: Builder = .standIn
  ) throws -> Program.Result {
    let environment = builder == .standIn ? ["PATH": try standIn()] : [:]
    return try Program.guardbench.run(arguments, in: folder.url, environment: environment)
  }

  /// A path on which `swift` puts a call of the package's script where its program would be.
  ///
  /// It lies in git's folder, which is no part of the tree.
  private func standIn() throws -> String {
    try write(
      ".git/tools/swift",
      """
      #!/bin/sh
      [ "$1" = build ] || exit 2
      while [ "$1" != --package-path ]; do shift || exit 2; done
      mkdir -p "$2/.build/release" || exit
      printf '#!/bin/sh\\nexec sh "%s/program" "$@"\\n' "$2" >"$2/.build/release/guardbench"
      chmod +x "$2/.build/release/guardbench"
      """)
    let tools = folder.url.appending(path: ".git/tools")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: tools.appending(path: "swift").path)
    return tools.path + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
  }
}
