import Foundation
import TestFolders
import Testing

/// What `.github/workflows/check.yml` makes of the check's exit code: its own script, run here.
@Suite struct WorkflowTests {
  /// Exit codes of the check, and what the job's last step ends with.
  static let codes: [(code: String, inconclusiveFails: Bool, ends: Int32)] = [
    ("0", false, 0), ("0", true, 0), ("3", false, 3), ("4", false, 0), ("4", true, 4),
    ("1", false, 1), ("2", false, 2), ("5", false, 5), ("6", false, 6), ("130", false, 130),
  ]

  @Test(arguments: codes)
  func `0 passes, 4 warns, all else fails`(
    code: String, inconclusiveFails: Bool, ends: Int32
  ) throws {
    let result = try decide(code, inconclusiveFails: inconclusiveFails)
    #expect(result.exitCode == ends)
    let mark = code == "0" ? "no slowdown" : code == "4" ? "::warning " : "::error "
    #expect(result.output.hasPrefix(mark))
  }

  @Test func `a check that left no exit code fails`() throws {
    #expect(try decide("", inconclusiveFails: false).exitCode != 0)
  }

  private func decide(_ code: String, inconclusiveFails: Bool) throws -> Program.Result {
    let script = try script(of: "Decide")
    let folder = try TemporaryFolder()
    return try Program(path: "/usr/bin/env").run(
      ["CODE=\(code)", "INCONCLUSIVE_FAILS=\(inconclusiveFails)", "bash", "-e", "-c", script],
      in: folder.url)
  }

  /// The lines below a step's `run: |`.
  private func script(of step: String) throws -> String {
    let url = PackageRoot.url.appending(path: ".github/workflows/check.yml")
    let lines = try String(contentsOf: url, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex { $0.hasSuffix("- name: \(step)") })
    let run = try #require(lines[start...].firstIndex { $0.hasSuffix("run: |") })
    let indent = lines[run].prefix { $0 == " " }.count
    let body = lines[(run + 1)...].prefix { line in
      line.isEmpty || line.prefix { $0 == " " }.count > indent
    }
    try #require(!body.isEmpty)
    return body.joined(separator: "\n")
  }
}
