import Foundation
import Probe
import Testing

/// No proof can come to rest on what the digest of a certificate leaves out
/// (`scripts/source-digests`).
@Suite struct ProofSourcesTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let sources = root.appending(path: "Sources")

  /// The Swift files of a module, without those whose names begin so.
  private static func files(of module: String, but left: String = "/") throws -> [String] {
    let folder = sources.appending(path: module).path
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
    return names.filter { $0.hasSuffix(".swift") && !$0.hasPrefix(left) }
      .map { "\(folder)/\($0)" }
  }

  /// What the compiler says of a module's files; empty if nothing is wrong.
  private static func complaint(
    _ module: String, _ files: [String], _ task: [String], modules: URL
  ) throws -> String {
    let output = try CommandOutput.of(
      Command(
        "/usr/bin/env",
        [
          "swiftc", "-swift-version", "6", "-parse-as-library", "-wmo",
          "-enable-upcoming-feature", "InternalImportsByDefault",
          "-package-name", "guardbench", "-module-name", module, "-I", modules.path,
          "-I", sources.appending(path: "CBarrier/include").path,
        ] + task + files), within: .seconds(3600))
    return output.exit.isSuccess ? "" : output.errorOutput
  }

  @Test func `the scenarios compile without the stress, which is not digested`() throws {
    let modules = FileManager.default.temporaryDirectory
      .appending(path: "guardbench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: modules, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: modules) }
    // SwiftPM writes such a map for a C module that has none of its own.
    let headers = Self.sources.appending(path: "CSystem/include").path
    try Data("module CSystem { umbrella \"\(headers)\" export * }\n".utf8)
      .write(to: modules.appending(path: "module.modulemap"))
    for module in ["SessionGuards", "ModelChecker"] {
      let product = modules.appending(path: "\(module).swiftmodule").path
      try #require(
        try Self.complaint(
          module, Self.files(of: module),
          ["-emit-module", "-o", product, "-Xfrontend", "-experimental-skip-all-function-bodies"],
          modules: modules) == "")
    }
    func complaint(but left: String) throws -> String {
      try Self.complaint(
        "Verification", Self.files(of: "Verification", but: left), ["-typecheck"],
        modules: modules)
    }
    #expect(try complaint(but: "Stress/") == "")
    #expect(try complaint(but: "ModelGround.swift").contains("error: "))
  }

  @Test func `the list of the guards, which is not digested, declares none`() throws {
    let list = Self.sources.appending(path: "SessionGuards/GuardVisitor.swift")
    let text = try String(contentsOf: list, encoding: .utf8)
    #expect(text.contains("visitor.visit("))
    #expect(!text.contains("func acquire") && !text.contains(": SessionGuard,"))
  }
}
