import Foundation
import TestFolders
import Testing

/// Results rendered from a stored run: a small one that is kept beside the tests, and the reference
/// run that README's table is made from.
@Suite struct ReportCommandTests {
  private static let smallRun = PackageRoot.url.appending(path: "Tests/Fixtures/small-run").path
  private static let golden = PackageRoot.url.appending(path: "Tests/Fixtures/small-run.md")

  /// The latest reference run's folder; nil as long as there is none.
  private static let reference: String? = {
    let results = PackageRoot.url.appending(path: "results").path
    let names = try? FileManager.default.contentsOfDirectory(atPath: results)
    return names?.filter { $0.hasPrefix("reference-") }.max().map { "\(results)/\($0)" }
  }()

  private static let begin = "<!-- results: generated, do not edit -->\n"
  private static let end = "<!-- end of results -->\n"

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func report(_ run: String, into page: String? = nil) throws -> Program.Result {
    let into = page.map { ["--into", $0] } ?? []
    return try Program.guardbench.run(["report", "--run", run] + into, in: folder.url)
  }

  private func write(_ text: String, as name: String) throws {
    try Data(text.utf8).write(to: folder.url.appending(path: name))
  }

  @Test func `a stored run's results are rendered line for line`() throws {
    let result = try report(Self.smallRun)
    #expect(result.exitCode == 0)
    #expect(result.output + "\n" == (try String(contentsOf: Self.golden, encoding: .utf8)))
  }

  @Test func `a page's section is replaced and the rest stays`() throws {
    try write("before\n\(Self.begin)old\nlines\n\(Self.end)after", as: "page.md")
    let result = try report(Self.smallRun, into: "page.md")
    #expect(result.exitCode == 0)
    let section = try String(contentsOf: Self.golden, encoding: .utf8)
    let page = "before\n\(Self.begin)\(section)\(Self.end)after"
    #expect(try folder.text("page.md") == page)
    #expect(try report(Self.smallRun, into: "page.md").exitCode == 0)
    #expect(try folder.text("page.md") == page)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["page.md"])
  }

  @Test(arguments: [
    "no markers at all\n", "\(begin)no end\n", "\(end)\(begin)", "\(begin)\(begin)\(end)",
  ])
  func `a page without its two markers is left as it is: one line, exit 1`(page: String) throws {
    try write(page, as: "page.md")
    let result = try report(Self.smallRun, into: "page.md")
    #expect(result.exitCode == 1)
    #expect(result.complaints.count == 1)
    #expect(result.errorOutput.contains("page.md"))
    #expect(result.errorOutput.contains("nothing was written"))
    #expect(try folder.text("page.md") == page)
  }

  @Test func `a page or a run that is not there: one line, exit 1`() throws {
    for result in [try report(Self.smallRun, into: "none.md"), try report("none")] {
      #expect(result.exitCode == 1)
      #expect(result.complaints.count == 1)
      #expect(result.errorOutput.contains("none"))
    }
    #expect(try Program.guardbench.run(["report"], in: folder.url).exitCode == 2)
  }

  @Test func `a run that is not complete is no result`() throws {
    let run = folder.url.appending(path: "run")
    try FileManager.default.copyItem(at: URL(filePath: Self.smallRun), to: run)
    let manifest = try folder.text("run/run.json")
    try write(manifest.replacing("\"complete\"", with: "\"interrupted\""), as: "run/run.json")
    let result = try report("run")
    #expect(result.exitCode == 1)
    #expect(result.complaints.count == 1 && result.output.isEmpty)
  }

  @Test(arguments: [0, 5, 9])
  func `a summary that lost rows fills no page: one line, exit 1`(rowsCount: Int) throws {
    let run = folder.url.appending(path: "run")
    try FileManager.default.copyItem(at: URL(filePath: Self.smallRun), to: run)
    let lines = try folder.text("run/summary.csv").split(separator: "\r\n")
    let cut = lines.prefix(1 + rowsCount).map { $0 + "\r\n" }.joined()
    try write(cut, as: "run/summary.csv")
    let page = "\(Self.begin)old\n\(Self.end)"
    try write(page, as: "page.md")
    for result in [
      try report("run"), try report("run", into: "page.md"),
      try Program.guardbench.run(
        ["history", "add", "--run", "run", "--to", "history.csv"], in: folder.url),
    ] {
      #expect(result.exitCode == 1 && result.output == "" && result.complaints.count == 1)
      #expect(result.errorOutput.contains("summary.csv is not whole: it lacks "))
    }
    #expect(try folder.text("page.md") == page)
    #expect(!FileManager.default.fileExists(atPath: folder.path("history.csv")))
  }

  @Test(
    .enabled(if: reference != nil, "there is no results/reference-* yet to compare README with"))
  func `README's table is what the reference run says`() throws {
    let result = try report(try #require(Self.reference))
    #expect(result.exitCode == 0)
    let readme = try String(
      contentsOf: PackageRoot.url.appending(path: "README.md"), encoding: .utf8)
    let section = try #require(readme.split(separator: Self.begin).last?.split(separator: Self.end))
    #expect(section.first.map(String.init) == result.output + "\n", "run `make readme`")
  }

  @Test func `README has the markers that its results are put between`() throws {
    let readme = try String(
      contentsOf: PackageRoot.url.appending(path: "README.md"), encoding: .utf8)
    try write(readme, as: "README.md")
    #expect(try report(Self.smallRun, into: "README.md").exitCode == 0)
  }
}
