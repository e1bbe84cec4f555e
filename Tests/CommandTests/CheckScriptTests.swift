import Foundation
import Probe
import TestFolders
import Testing

/// `scripts/check-merge-base`, which CI runs: with a program in guardbench's place that writes down
/// what it is asked, in repositories made for it.
@Suite struct CheckScriptTests {
  private static let script = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../scripts/check-merge-base").standardized

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try shell(
      """
      mkdir -p origin/scripts && cp '\(Self.script.path)' origin/scripts/
      cd origin && git init -q -b main && git add . && git commit -q -m base
      git rev-parse HEAD >../base
      git checkout -q -b work && git commit -q --allow-empty -m work
      git checkout -q main && git commit -q --allow-empty -m later && git checkout -q work
      """)
  }

  /// Names that git asks for, and nothing of whoever runs the tests.
  private static let identity = [
    "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "test", "GIT_AUTHOR_EMAIL": "test@example.org",
    "GIT_COMMITTER_NAME": "test", "GIT_COMMITTER_EMAIL": "test@example.org",
  ]

  @discardableResult
  private func shell(_ text: String, code: Int32 = 0) throws -> String {
    var child = try ChildProcess(
      Command(
        "/bin/sh", ["-ec", "cd \"$0\"\n\(text)", folder.url.path], environment: Self.identity))
    let exit = try child.wait(within: .seconds(60))
    try #require(exit.reason == .exited(code), "\(text): \(child.errorOutput)")
    return child.errorOutput
  }

  /// Puts a program in guardbench's place that notes its arguments and ends with this code.
  private func stub(exiting code: Int32 = 0) throws -> String {
    try shell(
      """
      printf '#!/bin/sh\\nprintf "%%s\\\\n" "$@" >"%s"\\nexit \(code)\\n' "$PWD/asked" >stub
      chmod +x stub
      """)
    return folder.path("stub")
  }

  /// Runs the script of a repository in the test's folder.
  private func check(
    _ arguments: [String], in repository: String = "origin", program: String
  ) throws -> Program.Result {
    var environment = Self.identity
    environment["GUARDBENCH"] = program
    var child = try ChildProcess(
      Command(
        "/bin/sh",
        [
          "-c", "cd \"$0\" && exec \"$@\"", folder.url.path,
          folder.path("\(repository)/scripts/check-merge-base"),
        ] + arguments, environment: environment))
    let exit = try child.wait(within: .seconds(60))
    let code: Int32? = if case .exited(let code) = exit.reason { code } else { nil }
    return Program.Result(exitCode: code, output: "", errorOutput: child.errorOutput)
  }

  private var base: String {
    get throws { try folder.text("base").split(separator: "\n").first.map(String.init) ?? "" }
  }

  private var asked: [Substring] {
    get throws { try folder.text("asked").split(separator: "\n") }
  }

  @Test(arguments: [
    [], [""], ["--output", "out"], ["main", "--base", "HEAD"], ["main", "--base=HEAD"],
    ["main", "--baseline", "results"],
  ])
  func `wrong arguments: usage, exit 2, nothing started`(arguments: [String]) throws {
    let result = try check(arguments, program: stub())
    #expect(result.exitCode == 2)
    #expect(result.complaints.count <= 2)
    #expect(result.errorOutput.contains("usage: scripts/check-merge-base BRANCH"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("asked")))
  }

  @Test(arguments: [0, 1, 2, 3, 4, 5, 6, 130] as [Int32])
  func `the check's own exit code comes through`(code: Int32) throws {
    #expect(try check(["main"], program: stub(exiting: code)).exitCode == code)
  }

  @Test func `the base is where the work left the branch, not the branch's tip`() throws {
    let result = try check(
      ["main", "--budget", "20s", "--output", "out dir", "--seed", "7"], program: stub())
    #expect(result.exitCode == 0)
    #expect(
      try asked == [
        "check", "--base", "\(base)", "--budget", "20s", "--output", "out dir", "--seed", "7",
      ])
    #expect(try result.errorOutput.contains(base))
  }

  @Test func `a clone that is too shallow is made deeper`() throws {
    try shell("git clone -q --depth 1 --branch work \"file://$PWD/origin\" clone")
    let result = try check(["main"], in: "clone", program: stub())
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(try asked.dropFirst(2).first == "\(base)"[...])
  }

  @Test func `no such branch, no program, no repository: one line, exit 1`() throws {
    try shell("mkdir -p bare && cp -r origin/scripts bare/")
    for result in [
      try check(["nowhere"], program: stub()), try check(["main"], in: "bare", program: stub()),
    ] {
      #expect(result.exitCode == 1 && result.complaints.count == 1, "\(result.errorOutput)")
    }
    let missing = try check(["main"], program: folder.path("none"))
    #expect(missing.exitCode == 1 && missing.errorOutput.contains("is not a program"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("asked")))
  }
}
