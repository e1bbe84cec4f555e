import Foundation
import Probe
import TestFolders

/// The compiler, with the modules that were built for these tests.
struct SwiftCompiler {
  /// Where the tests lie, and the modules with them.
  private let products: URL
  private let folder: TemporaryFolder

  init() throws {
    let tests = try ExecutablePath.current()
    products = URL(filePath: tests).deletingLastPathComponent().resolvingSymlinksInPath()
    folder = try TemporaryFolder()
  }

  /// What the compiler says of a source; empty if nothing is wrong.
  ///
  /// `isInside` is for what only this package may use.
  func complaint(
    _ source: String, _ kind: SnippetContext.Kind = .declarations, with others: [String] = [],
    isInside: Bool = false, _ task: [String] = ["-typecheck"]
  ) throws -> String {
    let name = kind == .declarations ? "Snippet.swift" : "main.swift"
    let file = folder.url.appending(path: name)
    try Data((source + "\n").utf8).write(to: file)
    var arguments = [
      "swiftc", "-swift-version", "6", "-warnings-as-errors", "-module-name", "Snippet",
    ]
    if kind == .declarations { arguments.append("-parse-as-library") }
    // SwiftPM names a package that is built by itself after its folder.
    let package = Snippet.root.lastPathComponent.lowercased()
    if isInside { arguments += ["-package-name", package] }
    if source.contains("import PackageDescription") {
      arguments += ["-package-description-version", "6.2", "-I", try Self.manifestModules()]
    } else {
      arguments += moduleArguments
    }
    arguments += task + [file.path] + others.map { Snippet.root.appending(path: $0).path }
    return try Self.output(arguments).failure
  }

  /// What a program prints. It may use the guards and the model checker.
  func output(of source: String) throws -> String {
    let program = folder.path("program")
    let objects = try objects(of: ["CBarrier", "CSystem", "SessionGuards", "ModelChecker"])
    let complaint = try complaint(source, .program, objects + ["-o", program])
    guard complaint.isEmpty else { return complaint }
    let result = try Self.output([program])
    return result.failure.isEmpty ? result.output : result.failure
  }

  private var moduleArguments: [String] {
    let scratch = products.deletingLastPathComponent().deletingLastPathComponent()
    let maps =
      ["CSystem", "BuildStamp"].map { products.appending(path: "\($0).build/module.modulemap") }
      + [
        scratch.appending(
          path: "checkouts/swift-numerics/Sources/_NumericsShims/include/module.modulemap")
      ]
    return ["-I", products.appending(path: "Modules").path]
      + ["CBarrier/include", "CJemalloc"].flatMap {
        ["-I", Snippet.root.appending(path: "Sources/\($0)").path]
      }
      + maps.flatMap { ["-Xcc", "-fmodule-map-file=\($0.path)"] }
  }

  /// Those that the program was linked of: a build folder keeps objects of sources that are gone.
  private func objects(of modules: [String]) throws -> [String] {
    let list = products.appending(path: "guardbench.product/Objects.LinkFileList")
    return try String(contentsOf: list, encoding: .utf8).split(separator: "\n")
      .map { $0.trimmingCharacters(in: ["'"]) }
      .filter { object in modules.contains { object.contains("/\($0).build/") } }
  }

  /// Where the toolchain keeps the module that manifests import.
  private static func manifestModules() throws -> String {
    let compiler = try output(["sh", "-c", "readlink -f \"$(command -v swiftc)\""]).output
    return URL(filePath: compiler).deletingLastPathComponent()
      .appending(path: "../lib/swift/pm/ManifestAPI").standardized.path
  }

  private static func output(_ arguments: [String]) throws -> (output: String, failure: String) {
    let result = try CommandOutput.of(
      Command("/usr/bin/env", arguments), within: .seconds(3600))
    let output = result.lines.joined(separator: "\n")
    return (output, result.exit.isSuccess ? "" : "\(result.exit): " + result.errorOutput)
  }
}
