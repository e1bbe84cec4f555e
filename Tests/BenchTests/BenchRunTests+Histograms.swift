import Foundation
import TestFolders
import Testing

@testable import Bench

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
    // Somebody cut the rows off after the counts were written: all blocks are run again.
    let header = try folder.text("run/samples.csv").prefix { $0 != "\r\n" } + "\r\n"
    try Data(header.utf8).write(to: directory.samples)
    _ = try resume()
    try expectHistogramsOfWholeRun()
  }

  @Test func `blocks that were set aside are in no histogram`() throws {
    var disturbed = self
    disturbed.plan.validity = ValidityRule(
      disturbanceLimit: -1, repeatsPerBlock: 0, repeatsPerRun: 0)
    _ = try disturbed.begin(ScriptedLauncher())
    #expect(!FileManager.default.fileExists(atPath: directory.url.path + "/histograms"))
  }
}
