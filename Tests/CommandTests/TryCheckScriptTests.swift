import Foundation
import Probe
import TestFolders
import Testing

/// `scripts/try-check`, with a program in guardbench's place that answers by which edit it finds.
@Suite struct TryCheckScriptTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardized

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try shell(
      """
      mkdir -p scripts Sources/SessionGuards
      cp '\(Self.root.path)/scripts/try-check' scripts/
      cp '\(Self.root.path)/Sources/SessionGuards/PackedGuard.swift' Sources/SessionGuards/
      git init -q -b main && git add . && git commit -q -m base
      """)
  }

  private func shell(_ text: String) throws {
    var child = try ChildProcess(
      Command(
        "/bin/sh", ["-ec", "cd \"$0\"\n\(text)", folder.url.path],
        environment: [
          "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
          "GIT_AUTHOR_NAME": "test", "GIT_AUTHOR_EMAIL": "test@example.org",
          "GIT_COMMITTER_NAME": "test", "GIT_COMMITTER_EMAIL": "test@example.org",
        ]))
    let exit = try child.wait(within: .seconds(60))
    try #require(exit.isSuccess, "\(text): \(child.errorOutput)")
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
    try shell("chmod +x stub")
    var child = try ChildProcess(
      Command(
        "/bin/sh",
        ["-c", "cd \"$0\" && exec scripts/try-check ./stub 2 45s >out", folder.url.path]))
    let exit = try child.wait(within: .seconds(60))
    let code: Int32? = if case .exited(let code) = exit.reason { code } else { nil }
    return Program.Result(
      exitCode: code, output: try folder.text("out"), errorOutput: child.errorOutput)
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

  @Test(arguments: ["", "./stub 0", "./stub 2 soon", "./stub 2 45s more"])
  func `wrong arguments: usage, exit 2`(_ arguments: String) throws {
    var child = try ChildProcess(
      Command(
        "/bin/sh", ["-c", "cd \"$0\" && exec scripts/try-check \(arguments)", folder.url.path]))
    let exit = try child.wait(within: .seconds(60))
    #expect(exit.reason == .exited(2))
    #expect(child.errorOutput.contains("usage: scripts/try-check PROGRAM [TIMES [BUDGET]]"))
  }
}
