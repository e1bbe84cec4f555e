import Foundation
import TestFolders
import Testing

/// `scripts/try-check`, with a program in guardbench's place that answers by which edit it finds.
@Suite struct TryCheckScriptTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.shell(
      """
      guards=Sources/SessionGuards/Strategies
      mkdir -p scripts $guards
      cp '\(PackageRoot.url.path)/scripts/try-check' scripts/
      cp '\(PackageRoot.url.path)'/$guards/PackedGuard.swift $guards/
      git init -q -b main && git add . && git commit -q -m base
      """)
  }

  /// Tries each edit twice with a program that ends with these codes; how the script ended, and its
  /// output.
  private func attempt(comment: Int32, add: Int32) throws -> Program.Result {
    let stub = """
      #!/bin/sh
      case "$*" in *'--budget 45s'*) ;; *) exit 8 ;; esac
      while [ "$1" != --output ]; do shift; done
      [ "$(git diff HEAD | grep -c '^+ ')" = 1 ] || exit 9
      if git diff HEAD | grep -q 'acquire.extra'; then
        case \(add) in 1 | 2) exit \(add) ;; esac
        mkdir -p "$2"
        {
          echo 'subject,c,packed,cpu_per_op_ns,pass,'
          echo 'subject,c,packed,instructions_per_op_count,regression,'
          echo 'slowed,c,packed,cpu_per_op_ns,regression,'
        } >"$2/comparison.csv"
        exit \(add)
      fi
      exit \(comment)
      """
    try Data((stub + "\n").utf8).write(to: folder.url.appending(path: "stub"))
    try folder.shell("chmod +x stub")
    return try run(["./stub", "2", "45s"])
  }

  private func run(_ arguments: [String]) throws -> Program.Result {
    try Program(path: folder.path("scripts/try-check")).run(arguments, in: folder.url)
  }

  @Test func `a comment that passes or is not decided, and an add that is found: exit 0`() throws {
    for comment: Int32 in [0, 4] {
      let result = try attempt(comment: comment, add: 3)
      #expect(result.exitCode == 0, "\(result.errorOutput)")
      #expect(result.output.contains("a comment in packed: 2 times exit \(comment)"))
      #expect(result.output.contains("one more locked add in packed: 2 times exit 3"))
      #expect(result.output.contains("called a regression of cpu_per_op_ns: 0 times"))
      #expect(result.output.contains("called a regression of instructions_per_op_count: 2 times"))
    }
  }

  @Test(arguments: [(3, 3), (0, 0), (0, 4), (1, 3), (5, 3), (0, 1), (0, 2)] as [(Int32, Int32)])
  func `a comment called a regression, an add that is not found, a check that failed: exit 1`(
    _ codes: (comment: Int32, add: Int32)
  ) throws {
    let result = try attempt(comment: codes.comment, add: codes.add)
    #expect(result.exitCode == 1)
    #expect(result.output.contains("one more locked add in packed: 2 times exit \(codes.add)"))
    #expect(result.errorOutput.contains("try-check: "))
  }

  @Test(arguments: [
    [], ["./stub", "0"], ["./stub", "2", "soon"], ["./stub", "2", "45s", "more"],
  ])
  func `wrong arguments: usage, exit 2`(_ arguments: [String]) throws {
    let result = try run(arguments)
    #expect(result.exitCode == 2 && result.output == "")
    #expect(
      result.errorOutput.contains("usage: scripts/try-check PROGRAM [TIMES [BUDGET]]"))
  }
}
