import Foundation
import TestFolders
import Testing

/// The studies of the check itself: what they refuse, and what the ledger is said to show.
@Suite struct StudyTests {
  private static let ledger = PackageRoot.url.appending(path: "results/check/ledger.csv")

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func study(_ arguments: [String]) throws -> Program.Result {
    try Program.guardbench.run(["study"] + arguments, in: folder.url)
  }

  @Test func `the page says what the ledger shows`() throws {
    let page = try String(
      contentsOf: PackageRoot.url.appending(path: "docs/check.md"), encoding: .utf8)
    try Data(page.utf8).write(to: folder.url.appending(path: "page.md"))
    let result = try study(["--show", "--ledger", Self.ledger.path, "--into", "page.md"])
    #expect(result.exitCode == 0)
    #expect(
      try folder.text("page.md") == page, "run `guardbench study --show --into docs/check.md`")
    #expect(result.output.contains("identical arms, 15.0 s each: 0 false alarms in 299 checks"))
    // A page that says something else is filled anew.
    let other = page.replacing("0 false alarms in 299", with: "0 false alarms in 2990")
    #expect(other != page)
    try Data(other.utf8).write(to: folder.url.appending(path: "page.md"))
    #expect(
      try study(["--show", "--ledger", Self.ledger.path, "--into", "page.md"]).exitCode == 0)
    #expect(try folder.text("page.md") == page)
  }

  @Test func `a page without the section's marks is left as it is`() throws {
    try Data("# A page\n".utf8).write(to: folder.url.appending(path: "page.md"))
    let result = try study(["--show", "--ledger", Self.ledger.path, "--into", "page.md"])
    #expect(result.exitCode == 1 && result.complaints.count == 1)
    #expect(try folder.text("page.md") == "# A page\n")
  }

  @Test func `no ledger, or one that is torn or something else: one line, exit 1`() throws {
    let whole = try Data(contentsOf: Self.ledger)
    try whole.dropLast(7).write(to: folder.url.appending(path: "torn.csv"))
    try Data("a,b\r\n1,2\r\n".utf8).write(to: folder.url.appending(path: "other.csv"))
    for name in ["none.csv", "torn.csv", "other.csv"] {
      let result = try study(["--show", "--ledger", name])
      #expect(result.exitCode == 1 && result.complaints.count == 1 && result.output == "")
    }
    let none = try study(["--show", "--ledger", "none.csv"])
    #expect(none.errorOutput.contains("there is no ledger at none.csv"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("none.csv")))
  }

  @Test(arguments: [
    [], ["--kind", "none"], ["--kind", "power"], ["--kind", "power", "--slowdown", "101"],
    ["--kind", "aa", "--slowdown", "5"], ["--kind", "aa", "--checks", "0"],
  ])
  func `a study that asks nothing is a usage error`(_ arguments: [String]) throws {
    let result = try study(arguments)
    #expect(result.exitCode == 2 && result.output == "")
    #expect(!FileManager.default.fileExists(atPath: folder.path("results")))
  }

  @Test func `the ledger is shown, whatever else is said, and nothing is studied`() throws {
    // A copy: a program that studies would write in it.
    let copy = folder.url.appending(path: "ledger.csv")
    try FileManager.default.copyItem(at: Self.ledger, to: copy)
    for arguments in [["--kind", "aa"], ["--kind", "aa", "--slowdown", "5"], ["--checks", "0"]] {
      let result = try study(["--show", "--ledger", "ledger.csv"] + arguments)
      #expect(result.exitCode == 0 && result.complaints == [], "\(result.errorOutput)")
      #expect(result.output.contains("identical arms"))
    }
    #expect(try Data(contentsOf: copy) == Data(contentsOf: Self.ledger))
  }

  @Test func `outside a repository there is nothing to study: one line, exit 1`() throws {
    let result = try study(["--kind", "aa", "--checks", "3"])
    #expect(result.exitCode == 1 && result.complaints.count == 1)
    #expect(result.errorOutput.contains("there is no git repository here"))
  }
}
