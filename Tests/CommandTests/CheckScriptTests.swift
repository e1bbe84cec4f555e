import Foundation
import TestFolders
import Testing

/// `scripts/check-merge-base`, which CI runs: with a program in guardbench's place that writes down
/// what it is asked, in repositories made for it.
@Suite struct CheckScriptTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.shell(
      """
      mkdir -p origin/scripts
      cp '\(PackageRoot.url.path)/scripts/check-merge-base' origin/scripts/
      cd origin && git init -q -b main && git add . && git commit -q -m base
      git rev-parse HEAD >../base
      git checkout -q -b work && git commit -q --allow-empty -m work
      git checkout -q main && git commit -q --allow-empty -m later && git checkout -q work
      """)
  }

  /// Puts a program in guardbench's place that notes its arguments and ends with this code.
  private func stub(exiting code: Int32 = 0) throws -> String {
    try folder.shell(
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
    try Program(path: "/usr/bin/env").run(
      ["GUARDBENCH=\(program)", folder.path("\(repository)/scripts/check-merge-base")] + arguments,
      in: folder.url)
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
    try folder.shell("git clone -q --depth 1 --branch work \"file://$PWD/origin\" clone")
    let result = try check(["main"], in: "clone", program: stub())
    #expect(result.exitCode == 0, "\(result.errorOutput)")
    #expect(try asked.dropFirst(2).first == "\(base)"[...])
  }

  @Test func `no such branch, no program, no repository: one line, exit 1`() throws {
    try folder.shell("mkdir -p bare && cp -r origin/scripts bare/")
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
