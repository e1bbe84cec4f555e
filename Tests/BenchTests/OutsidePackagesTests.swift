import Foundation
import TestFolders
import Testing

@testable import Check

/// Packages that a repository depends on by paths that leave it.
@Suite struct OutsidePackagesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ name: String, _ text: String) throws {
    let url = folder.url.appending(path: name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// A repository at `work/mine`, with its files copied to another place.
  private func packages(_ manifests: [String: String]) throws -> OutsidePackages {
    for (name, text) in manifests { try write("copy/\(name)", text) }
    return OutsidePackages(
      of: folder.path("work/mine"), copiedTo: folder.url.appending(path: "copy"))
  }

  private var outside: String { folder.url.standardizedFileURL.appending(path: "work").path }

  @Test func `every form of a path that leaves the repository is relocated, and no other`() throws {
    let text = """
      let package = Package(
        name: "mine",
        dependencies: [
          .package(path: "../guardbench"), .package(name: "other", path: "../../other"),
          .package(
            path: "./../third/"),
          .package(path: "lib"), .package(path: "/elsewhere"),
          .package(url: "https://example.org/../x", from: "1.0.0"),
        ],
        targets: [.target(name: "mine", path: "../mine/Sources")])
      """
    try packages(["Package.swift": text]).relocate(from: "")
    let expected = text.replacing("\"../guardbench\"", with: "\"\(outside)/guardbench\"")
      .replacing(
        "\"../../other\"",
        with: "\"\(folder.url.standardizedFileURL.appending(path: "other").path)\""
      )
      .replacing("\"./../third/\"", with: "\"\(outside)/third\"")
    #expect(try folder.text("copy/Package.swift") == expected)
  }

  @Test func `a package within the repository leads on to those outside`() throws {
    let packages = try packages([
      "app/Package.swift": #".package(path: "../lib")"#,
      "app/Package@swift-6.2.swift": #".package(path: "../../far")"#,
      "lib/Package.swift": #".package(path: "../app"), .package(path: "../../guardbench")"#,
    ])
    try packages.relocate(from: "app/")
    #expect(try folder.text("copy/app/Package.swift") == #".package(path: "../lib")"#)
    #expect(
      try folder.text("copy/app/Package@swift-6.2.swift") == ".package(path: \"\(outside)/far\")")
    #expect(
      try folder.text("copy/lib/Package.swift").contains("path: \"\(outside)/guardbench\""))
  }

  @Test func `what outside packages hold, and those behind them, is part of a build's name`() throws
  {
    let packages = try packages(["Package.swift": #".package(path: "../one")"#])
    #expect(try self.packages(["Package.swift": "let package = 1"]).state(of: "") == nil)
    try write("copy/Package.swift", #".package(path: "../one")"#)
    try write("work/one/Package.swift", #".package(path: "../two")"#)
    try write("work/two/Sources/a.swift", "let a = 1\n")
    try write("work/two/.build/a.o", "built")
    var seen: Set = [packages.state(of: "")]
    try packages.relocate(from: "")
    #expect(seen.contains(packages.state(of: "")), "relocated paths lead to the same")
    try write("work/two/Sources/a.swift", "let a = 12\n")
    #expect(seen.insert(packages.state(of: "")).inserted)
    try write("work/one/Sources/b.swift", "")
    #expect(seen.insert(packages.state(of: "")).inserted)
    try write("work/two/.build/a.o", "built again")
    #expect(seen.contains(packages.state(of: "")))
    #expect(seen.count == 3 && !seen.contains(nil))
  }
}
