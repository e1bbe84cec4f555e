import Foundation
import TestFolders
import Testing

@testable import Bench
@testable import GuardbenchCommands
@testable import TrialRows
@testable import Trials

// What a run leaves of how long things took.
extension BenchRunTests {
  /// The histogram files, by name: their text.
  private func histograms() throws -> [String: String] {
    let folder = directory.url.appending(path: "histograms")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try self.folder.text("run/histograms/\($0)")) })
  }

  func expectHistogramsOfWholeRun() throws {
    let files = try histograms()
    #expect(
      Set(files.keys) == [
        "churn_sessions=100.mutex.close-to-reuse.hgrm",
        "churn_sessions=100.packed.close-to-reuse.hgrm",
      ])
    for (name, text) in files {
      #expect(text.contains("#[Trials = 8 of 8 that count]"), "\(name)")
      #expect(text.contains(/Total count    = +8\]/), "\(name)")
    }
  }

  @Test func `a cell's histograms are merged over its blocks, described, and say what they are`()
    throws
  {
    _ = try begin(ScriptedLauncher())
    try expectHistogramsOfWholeRun()
    let text = try #require(try histograms()["churn_sessions=100.packed.close-to-reuse.hgrm"])
    #expect(text.hasPrefix("       Value"))
    #expect(text.contains("strategy = packed, purpose = cost]"))
    #expect(text.contains("from a session's close to the slot's next session"))
    let package = try folder.text("run/datapackage.json")
    #expect(package.contains("\"histograms/churn_sessions=100.mutex.close-to-reuse.hgrm\""))
  }

  @Test func `counts that the rows do not have are left behind`() throws {
    let interrupted = ScriptedLauncher([40: .failure(.interrupted)])
    #expect(throws: RunFailure.self) { try begin(interrupted) }
    let counts = try histograms()
    #expect(counts.keys.sorted() == ["churn_sessions=100.counts.json"])
    // The rows were cut off after the counts were written: all blocks are run again.
    let header = try folder.text("run/samples.csv").prefix { $0 != "\r\n" } + "\r\n"
    try Data(header.utf8).write(to: directory.samples)
    _ = try resume()
    try expectHistogramsOfWholeRun()
  }

  @Test func `a strategy that always dies takes no other's histogram with it, and is told`() throws
  {
    var brief = self
    brief.plan.validity = ValidityRule(disturbanceLimit: 9, repeatsPerBlock: 1, repeatsPerRun: 3)
    _ = try brief.begin(
      ScriptedLauncher(strategies: ["packed": .failure(.process("signal 4"))]))
    let files = try histograms()
    #expect(Array(files.keys) == ["churn_sessions=100.mutex.close-to-reuse.hgrm"])
    let text = try #require(files.values.first)
    // Blocks that were repeated are in it once.
    #expect(text.contains("#[Trials = 8 of 8 that count]"), "\(text)")
    #expect(text.contains(/Total count    = +8\]/), "\(text)")
    let page = try folder.text("run/summary.md")
    let dead = try rows().count { $0.isDead && $0.scenario == "churn" }
    #expect(
      page.contains(
        "\(dead) trials of packed at churn/sessions=100 ended without a result: no block has one."))
    _ = try StoredRun(directory, .standard)
    // The run is whole without its samples as well: run.json says what it has no result of.
    try FileManager.default.removeItem(at: directory.samples)
    _ = try StoredRun(directory, .standard)
  }

  /// In the first blocks of `churn`, the process of `packed` dies.
  private func packedDies(
    _ deaths: Int, turns: [Int: ScriptedLauncher.Turn] = [:]
  ) -> ScriptedLauncher {
    ScriptedLauncher(turns) { plan, block in
      let dies = plan.cell.scenario == "churn" && plan.strategy == "packed" && block < deaths
      return dies ? .failure(.process("signal 4")) : nil
    }
  }

  @Test(arguments: [1, 3])
  func `a strategy that dies in some blocks has its histogram of the others`(deaths: Int) throws {
    var brief = self
    brief.plan.validity = ValidityRule(disturbanceLimit: 9, repeatsPerBlock: 0, repeatsPerRun: 0)
    _ = try brief.begin(packedDies(deaths))
    let files = try histograms()
    let mutex = try #require(files["churn_sessions=100.mutex.close-to-reuse.hgrm"])
    let packed = try #require(files["churn_sessions=100.packed.close-to-reuse.hgrm"])
    #expect(mutex.contains("#[Trials = 8 of 8 that count]"), "\(mutex)")
    let left = 8 - deaths
    #expect(packed.contains("#[Trials = \(left) of \(left) that count]"), "\(packed)")
    let page = try folder.text("run/summary.md")
    let trials = deaths == 1 ? "1 trial" : "\(deaths) trials"
    #expect(
      page.contains(
        "\(trials) of packed at churn/sessions=100 ended without a result: \(left) of 8 blocks"))
  }

  @Test func `counts of a run with deaths go on when it is resumed`() throws {
    var brief = self
    brief.plan.validity = ValidityRule(disturbanceLimit: 9, repeatsPerBlock: 0, repeatsPerRun: 0)
    #expect(throws: RunFailure.self) {
      try brief.begin(packedDies(2, turns: [45: .failure(.interrupted)]))
    }
    _ = try resume(packedDies(2))
    let files = try histograms()
    #expect(
      files["churn_sessions=100.mutex.close-to-reuse.hgrm"]?.contains("Trials = 8 of 8") == true)
    #expect(
      files["churn_sessions=100.packed.close-to-reuse.hgrm"]?.contains("Trials = 6 of 6") == true)
  }

  @Test func `blocks that were set aside are in no histogram`() throws {
    var disturbed = self
    disturbed.plan.validity = ValidityRule(
      disturbanceLimit: -1, repeatsPerBlock: 0, repeatsPerRun: 0)
    _ = try disturbed.begin(ScriptedLauncher())
    #expect(!FileManager.default.fileExists(atPath: directory.url.path + "/histograms"))
  }
}
