import Foundation
import Probe
import TestFolders
import Testing

/// A small copy of what stamps a program, with a program that prints its stamp, and a user's
/// package with such a program beside it.
///
/// Plugin, script and stamp are this repository's own; guards, engine and scenarios are files that
/// are compiled in no time.
struct StampedPackage {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in [
      "Plugins/StampSources/StampSources.swift", "Sources/SourceStamp/StampedSources.swift",
      "scripts/source-digests",
    ] {
      try makeFolder(of: name)
      try FileManager.default.copyItem(at: Self.root.appending(path: name), to: url(name))
    }
    try write("Package.swift", Self.package)
    try write(Self.packed, Self.guardNamed("packed"))
    try write(Self.spinlock, Self.guardNamed("spinlock"))
    try write("Sources/SessionGuards/GuardVisitor.swift", "let list = [1]\n")
    try write("Sources/SessionGuards/Word.swift", "let word = 1\n")
    try write("Sources/ModelChecker/Machine.swift", "let machine = 1\n")
    try write("Sources/Verification/Scenario.swift", "let scenario = 1\n")
    try write("Sources/Verification/Stress/Stress.swift", "let stress = 1\n")
    try write("Sources/told/Told.swift", Self.program)
    try write("user/Package.swift", Self.userPackage)
    try write("user/Sources/told/Told.swift", Self.program)
  }

  static let packed = "Sources/SessionGuards/Strategies/PackedGuard.swift"
  static let spinlock = "Sources/SessionGuards/Strategies/SpinLock.swift"

  /// A file with a record, in the form that the script reads, and a line of code.
  static func guardNamed(_ name: String, code: String = "") -> String {
    """
    private func record(name: String) {}
    private func \(name.replacing("-", with: "_"))() {
      record(
        name: "\(name)")
      \(code)
    }

    """
  }

  private func url(_ name: String) -> URL { folder.url.appending(path: "guards/" + name) }

  private func makeFolder(of name: String) throws {
    try FileManager.default.createDirectory(
      at: url(name).deletingLastPathComponent(), withIntermediateDirectories: true)
  }

  func write(_ name: String, _ text: String) throws {
    try makeFolder(of: name)
    try Data(text.utf8).write(to: url(name))
  }

  func move(_ name: String, to new: String) throws {
    try FileManager.default.moveItem(at: url(name), to: url(new))
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(at: url(name)) }

  /// Which of the two packages is built.
  enum Place: String { case itself = ".", user }

  /// Builds with nothing but `swift build`, and returns the lines that it printed.
  @discardableResult
  func build(_ place: Place = .itself) throws -> [String] {
    let output = try CommandOutput.of(
      Command("/usr/bin/env", ["swift", "build", "--package-path", url(place.rawValue).path]),
      within: .seconds(600))
    try #require(output.exit.isSuccess, "\(output.lines.joined(separator: "\n"))")
    return output.lines
  }

  /// Builds it, and returns the stamp of its program by name.
  func stamp(_ place: Place = .itself) throws -> [Substring: Substring] {
    try build(place)
    return try builtStamp(place)
  }

  /// The stamp of its program by name, without another build.
  func builtStamp(_ place: Place = .itself) throws -> [Substring: Substring] {
    Self.words(try line(place))
  }

  private static func words(_ line: some StringProtocol) -> [Substring: Substring] {
    let words = line.split(separator: " ").map { $0.split(separator: "=") }
    return Dictionary(
      words.map { (Substring($0[0]), Substring($0[1])) }, uniquingKeysWith: { first, _ in first })
  }

  /// The stamp that its program says, without another build.
  func line(_ place: Place = .itself) throws -> String {
    try #require(try lines(place).first)
  }

  /// The certificates that its program carries, without another build.
  func certificates(_ place: Place = .itself) throws -> String {
    try lines(place).dropFirst().joined(separator: "\n")
  }

  private func lines(_ place: Place) throws -> [String] {
    let program = url(place.rawValue).appending(path: ".build/debug/told").path
    return try CommandOutput.of(Command(program, []), within: .seconds(3600)).lines
  }

  /// What the script by itself says of the engine's file, without a build.
  func digests() throws -> [Substring: Substring] {
    let isSuccess = try digest(["Sources/ModelChecker/Machine.swift"]).isSuccess
    try #require(isSuccess)
    let line = try folder.text("Digests.swift").split(separator: "\n")[2]
    return Self.words(line.drop { $0 == " " }.filter { $0 != "\"" })
  }

  /// The second in which the script's file was last modified.
  func secondOfDigests() throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("Digests.swift"))
    let date = try #require(attributes[.modificationDate] as? Date)
    return Int(date.timeIntervalSince1970)
  }

  /// Runs the script by itself on some files.
  func digest(_ sources: [String]) throws -> ChildExit {
    try CommandOutput.of(
      Command(url("scripts/source-digests").path, [folder.path("Digests.swift")] + sources),
      within: .seconds(3600)
    ).exit
  }

  private static let package = """
    // swift-tools-version: 6.2
    import PackageDescription
    let package = Package(
      name: "guards",
      products: [.library(name: "SourceStamp", targets: ["SourceStamp"])],
      targets: [
        .plugin(name: "StampSources", capability: .buildTool()),
        .target(
          name: "SourceStamp", dependencies: ["SessionGuards", "ModelChecker", "Verification"],
          plugins: ["StampSources"]),
        .target(name: "SessionGuards"), .target(name: "ModelChecker"),
        .target(name: "Verification"),
        .executableTarget(name: "told", dependencies: ["SourceStamp"]),
      ])
    """

  private static let userPackage = """
    // swift-tools-version: 6.2
    import PackageDescription
    let package = Package(
      name: "user",
      dependencies: [.package(path: "..")],
      targets: [
        .executableTarget(
          name: "told", dependencies: [.product(name: "SourceStamp", package: "guards")])
      ])
    """

  private static let program = """
    import SourceStamp
    @main struct Told {
      static func main() {
        print(StampedSources.digests)
        print(StampedSources.certificates)
      }
    }
    """
}
