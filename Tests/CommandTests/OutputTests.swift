import Foundation
import TestFolders
import Testing

/// What cannot be written is told: one line, exit 1.
@Suite struct OutputTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  static let brief = [
    "bench", "--strategies", "mutex", "--scenarios", "sessions", "--sessions", "50",
    "--duration", "0.02", "--blocks", "1", "--output", "run", "--disturbance", "1000",
  ]

  @Test(arguments: [">/dev/full", ">&-"])
  func `an output that takes nothing: one line, exit 1`(redirection: String) throws {
    for arguments in [["list"], ["list", "--format", "json"], ["--help"]] {
      let result = try Program.guardbench.run(
        arguments, in: folder.url, redirection: redirection)
      #expect(result.exitCode == 1)
      #expect(result.complaints.count == 1)
      #expect(result.errorOutput.hasPrefix("guardbench: write the output: "))
    }
  }

  @Test(arguments: [">/dev/full", ">&-"])
  func `a run whose answer cannot be printed fails, and keeps all in its folder`(
    redirection: String
  ) throws {
    let result = try Program.guardbench.run(
      Self.brief + ["--format", "json"], in: folder.url, redirection: redirection)
    #expect(result.exitCode == 1)
    #expect(result.errorOutput.contains("guardbench: write the output: "))
    #expect(try folder.text("run/run.json").contains("\"outcome\" : \"complete\""))
  }

  @Test func `a reader that has read enough is no failure`() throws {
    let result = try Program.guardbench.run(["list"], in: folder.url, redirection: "| true")
    #expect(result.complaints.isEmpty)
  }
}
