import Foundation
import Probe
import TestFolders
import Testing

/// `check --base` builds revisions, and keeps their builds.
@Suite struct CheckRevisionTests {
  private let package: ScriptedPackage

  init() throws { package = try ScriptedPackage() }

  @Test func `a change to a text passes, and one that costs is found before it is committed`()
    throws
  {
    try package.write("README.md", "Not tracked yet.\n")
    #expect(try package.check("HEAD", builtBy: .swift).exitCode == 0)
    #expect(try package.folder.text("check/check.json").contains("\"head_is_dirty\" : true"))
    var slow = ScriptedProgram()
    slow.cost = 1080
    _ = try slow.write("program", in: package.folder)
    #expect(try package.check("HEAD", builtBy: .swift).exitCode == 3)
    try package.commit()
    let again = try package.check("HEAD", builtBy: .swift)
    #expect(again.exitCode == 0)
    #expect(!again.errorOutput.contains("building"))
    // The builds are no part of the tree, although this repository does not ignore them.
    #expect(try package.folder.text("check/check.json").contains("\"head_is_dirty\" : false"))
  }

  @Test func `other packages are another build, although git ignores what they were resolved to`()
    throws
  {
    try package.write(".gitignore", "/.build/\n/*.trials\n/check\nPackage.resolved\n")
    try package.commit()
    #expect(try package.check("HEAD").errorOutput.contains("building"))
    #expect(try !package.check("HEAD").errorOutput.contains("building"))
    try package.write("Package.resolved", "{\"pins\": [], \"version\": 3}\n")
    let result = try package.check("HEAD")
    #expect(result.exitCode == 0 && result.errorOutput.contains("building"))
  }

  @Test func `the builds that were used longest ago go, but none that is in use`() throws {
    try package.write(".build-check/.gitignore", "*\n")
    for number in 0..<9 { try package.write(".build-check/old-\(number)/.built", "") }
    for number in 0..<9 {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: Double(number))],
        ofItemAtPath: package.folder.path(".build-check/old-\(number)/.built"))
    }
    let used = try FolderClaim.share(of: package.folder.path(".build-check/old-0"))
    #expect(try package.check("HEAD").exitCode == 0)
    let names = try FileManager.default.contentsOfDirectory(
      atPath: package.folder.path(".build-check"))
    // Eight stay, of which one was built now, and the one in use.
    let old = names.filter { $0.hasPrefix("old-") }.sorted()
    #expect(old == ["old-0"] + (2..<9).map { "old-\($0)" })
    _ = consume used
  }

  /// A package outside the repository, as README's `.package(path: "../guardbench")` is one.
  private func dependOnOutside(_ outside: TemporaryFolder) throws {
    let path = try ScriptedPackage.writeBeside(
      outside, "Package.swift",
      """
      // swift-tools-version: 6.2
      import PackageDescription
      let package = Package(
        name: "outside", products: [.library(name: "Outside", targets: ["Outside"])],
        targets: [.target(name: "Outside")])
      """)
    _ = try ScriptedPackage.writeBeside(
      outside, "Sources/Outside/Outside.swift", "public func outside() {}\n")
    try package.write(
      "Package.swift",
      """
      // swift-tools-version: 6.2
      import PackageDescription
      let package = Package(
        name: "guardbench", traits: ["Jemalloc"], dependencies: [.package(path: "\(path)")],
        targets: [
          .executableTarget(
            name: "guardbench",
            dependencies: [
              .product(name: "Outside", package: "\(outside.url.lastPathComponent)")
            ])
        ])
      """)
    try package.commit()
  }

  @Test func `a package outside the repository is found from where a revision is built`() throws {
    let outside = try TemporaryFolder()
    try dependOnOutside(outside)
    let result = try package.check("HEAD", builtBy: .swift)
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(try package.folder.text("Package.swift").contains("path: \"../"), "it is rewritten")
    #expect(try package.folder.text("check/check.json").contains("\"head_is_dirty\" : false"))
  }

  @Test func `a change of a package outside the repository is another build of both arms`() throws {
    let outside = try TemporaryFolder()
    try dependOnOutside(outside)
    #expect(try package.check("HEAD").errorOutput.contains("building"))
    #expect(try !package.check("HEAD").errorOutput.contains("building"))
    _ = try ScriptedPackage.writeBeside(
      outside, "Sources/Outside/Outside.swift", "public func outside() { print() }\n")
    #expect(try package.check("HEAD").errorOutput.contains("building"))
    #expect(try !package.check("HEAD").errorOutput.contains("building"))
  }

  @Test func `a folder that has something in it: exit 1 before anything is built`() throws {
    try package.write("check/notes.txt", "mine\n")
    let result = try package.run(
      ["check", "--base", "HEAD", "--strategies", "packed", "--output", "check"])
    #expect(result.exitCode == 1 && result.complaints.count == 1)
    #expect(result.errorOutput.contains("check is not empty"))
    #expect(!result.errorOutput.contains("building"))
    #expect(try package.folder.text("check/notes.txt") == "mine\n")
  }

  @Test func `a base that does not build: exit 1, and the compiler's reason`() throws {
    try package.write("Sources/guardbench/main.swift", "let one: Int = \"two\"\n")
    try package.commit()
    let result = try package.check("HEAD", builtBy: .swift)
    #expect(result.exitCode == 1)
    #expect(result.errorOutput.contains("cannot be built: "))
    #expect(result.errorOutput.contains("error: cannot convert value"))
  }

  @Test func `a revision that is not there: exit 2`() throws {
    let result = try package.check("nowhere")
    #expect(result.exitCode == 2)
    #expect(result.errorOutput.contains("--base nowhere: there is no such revision"))
  }
}
