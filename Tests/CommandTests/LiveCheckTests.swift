import Foundation
import TestFolders
import Testing

/// The check on the optimised program itself, run when nothing else runs (`make test` does): a head
/// that takes several times as long under the lock-free guard, which no noise hides, and counted
/// instructions.
@Suite(.serialized, .enabled(if: Program.live != nil)) struct LiveCheckTests {
  private let folder: TemporaryFolder
  private let program: String

  init() throws {
    folder = try TemporaryFolder()
    program = try #require(Program.live)
  }

  private func check(head: String, _ arguments: [String]) throws -> Program.Result {
    try Program(path: program).run(
      [
        "check", "--base-program", program, "--head-program", head, "--strategies", "packed",
        "--pairs", "14", "--disturbance", "9", "--output", "check",
      ] + arguments, in: folder.url)
  }

  /// So many steps at every 1024th slot come to some two hundred at each.
  @Test func `a head whose guard is several times slower exits 3`() throws {
    let head = folder.path("slow")
    let text = """
      #!/bin/sh
      if [ "$1" = trial ]; then
        plan=$(printf %s "$3" | sed 's/"strategy":"packed"/"strategy":"packed+200000"/')
        exec '\(program)' trial --plan "$plan"
      fi
      exec '\(program)' "$@"
      """
    try Data((text + "\n").utf8).write(to: URL(filePath: head))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: head)
    let result = try check(head: head, ["--no-instructions"])
    #expect(result.exitCode == 3)
    #expect(result.output.hasPrefix("Regression: packed in sessions/sessions=10000, CPU +"))
  }

  @Test func `a program's instructions are counted, and are the same in both arms`() throws {
    _ = try check(head: program, [])
    let counts = try folder.text("check/counts.csv").split(separator: "\r\n").dropFirst()
    let values = counts.map { $0.split(separator: ",").last.flatMap { Double($0) } ?? 0 }
    #expect(values.count == 2)
    #expect(values[0] == values[1])
    #expect(values[0] > 10)
  }
}
