import Foundation
import Probe
import Testing

/// What version control does to files that are committed.
@Suite struct AttributesTests {
  private func output(_ arguments: [String]) throws -> [String] {
    let output = try CommandOutput.of(
      Command("git", ["-C", PackageRoot.url.path] + arguments), within: .seconds(3600))
    try #require(output.exit.isSuccess, "\(output.errorOutput)")
    return output.lines
  }

  @Test func `no line end of a stored table is changed by a checkout`() throws {
    let names = [
      "results/history.csv", "results/check/ledger.csv", "results/new/samples.csv",
      "results/new/histograms/echo.mutex.open.hgrm",
    ]
    #expect(
      try output(["check-attr", "text", "--"] + names) == names.map { "\($0): text: unset" })
  }

  @Test func `every table that is committed has one kind of line end`() throws {
    let tables = try output(["ls-files", "--eol", "--", "*.csv"])
    #expect(tables.count > 3)
    #expect(tables.allSatisfy { !$0.contains("mixed") }, "\(tables)")
  }
}
