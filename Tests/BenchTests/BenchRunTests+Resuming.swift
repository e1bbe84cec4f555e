import Foundation
import GuardbenchCommands
import Probe
import Tables
import TestFolders
import Testing

@testable import Bench
@testable import TrialRows
@testable import Trials

// Runs that were interrupted, and what may resume them.
extension BenchRunTests {
  @Test(arguments: [0, 1, 4, 20])
  func `an interrupted run is resumed without losing or doubling a row`(trial: Int) throws {
    let interrupted = ScriptedLauncher([trial: .failure(.interrupted)])
    let error = #expect(throws: RunFailure.self) { try begin(interrupted) }
    #expect(try outcome() == .interrupted)
    let kept = try rows()
    let done = BlocksDone(
      Set(kept.map { "\($0.cell) \($0.purpose) \($0.block)" }).count,
      of: plan.cells.reduce(0) { $0 + $1.blocks })
    #expect(error == .interrupted(directory: directory.path, done))
    let launcher = ScriptedLauncher()
    _ = try resume(launcher)
    #expect(launcher.trialsCount == trialsCount - kept.count)
    #expect(Array(try rows().prefix(kept.count)) == kept)
    try expectWholeRun()
    try expectHistogramsOfWholeRun()
  }

  @Test func `a stop is heard between two blocks, whether or not a trial hears it`() async {
    await #expect(processExitsWith: .success) {
      let tests = try BenchRunTests()
      let deaf = ScriptedLauncher([4: .stop])
      let error = #expect(throws: RunFailure.self) { try tests.begin(deaf) }
      guard case .interrupted = error else { preconditionFailure("\(String(describing: error))") }
      precondition(deaf.trialsCount <= 6)
    }
  }

  @Test func `a run whose file is torn within a line is resumed`() throws {
    let launcher = ScriptedLauncher([20: .failure(.interrupted)])
    #expect(throws: RunFailure.self) { try begin(launcher) }
    let whole = try folder.text("run/samples.csv")
    let url = directory.samples
    try Data(whole.utf8.dropLast(40)).write(to: url)
    _ = try resume()
    // The broken block is run again as another attempt, and what was left of the first one stays.
    let complete = Dictionary(grouping: try rows()) { "\($0.cell) \($0.purpose) \($0.block)" }
    #expect(complete.values.allSatisfy { Set($0.map(\.strategy)).count >= 2 })
    #expect(try outcome() == .complete)
  }

  /// Writes run.json anew with something changed.
  private func changeManifest(_ change: (inout RunManifest) -> Void) throws {
    var manifest = try RunManifest(json: Data(folder.text("run/run.json").utf8))
    change(&manifest)
    try manifest.encoded().write(to: directory.manifest)
  }

  @Test func `another program or machine goes on with a run only if told to, and it is noted`()
    throws
  {
    let launcher = ScriptedLauncher([4: .failure(.interrupted)])
    #expect(throws: RunFailure.self) { try begin(launcher) }
    try changeManifest {
      $0.machine.kernel = "1.0"
      $0.machine.executable = "0000000000000000"
    }
    let error = #expect(throws: RunFailure.self) { try resume() }
    let text = error?.description ?? ""
    #expect(text.contains("kernel 1.0, now ") && text.contains("executable 0000000000000000, now "))
    #expect(!text.contains("CPU"))
    var witness = Witness()
    _ = try BenchRun(
      resuming: directory, isMixtureWanted: true, environment(ScriptedLauncher())
    ).finish(&witness)
    let manifest = try RunManifest(json: Data(folder.text("run/run.json").utf8))
    #expect(manifest.resumptions?.count == 1)
    #expect(manifest.mixture.count == 2)
    #expect(manifest.resumptions?[0].load != nil)
    let page = try folder.text("run/summary.md")
    #expect(page.contains("more than one program or machine: executable 0000"))
  }

  @Test func `a run that goes on unchanged notes when, and no difference`() throws {
    let launcher = ScriptedLauncher([4: .failure(.interrupted)])
    #expect(throws: RunFailure.self) { try begin(launcher) }
    _ = try resume()
    let manifest = try RunManifest(json: Data(folder.text("run/run.json").utf8))
    let resumption = try #require(manifest.resumptions?.first)
    #expect(resumption.differences == nil && resumption.resumedAt >= manifest.startedAt)
    #expect(!(try folder.text("run/summary.md").contains("more than one program")))
  }

  @Test(arguments: [["plan.json"], ["plan.json", "run.json"]])
  func `a start that the disk had no room for can be made again`(left: [String]) throws {
    let launcher = ScriptedLauncher([0: .failure(.interrupted)])
    #expect(throws: RunFailure.self) { try begin(launcher) }
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.url.path)
    for name in names where !left.contains(name) {
      try FileManager.default.removeItem(at: directory.url.appending(path: name))
    }
    #expect(!directory.holdsRun)
    let error = #expect(throws: RunFailure.self) { try resume() }
    #expect(error?.description.contains("holds no run") == true)
    _ = try begin(ScriptedLauncher())
    try expectWholeRun()
  }

  @Test func `a complete run is not run again`() throws {
    _ = try begin(ScriptedLauncher())
    let before = try folder.text("run/samples.csv")
    #expect(throws: RunFailure.self) { try resume() }
    #expect(try folder.text("run/samples.csv") == before)
  }

  @Test func `only the same request goes on with a named folder`() throws {
    let launcher = ScriptedLauncher([4: .failure(.interrupted)])
    #expect(throws: RunFailure.self) { try begin(launcher) }
    var request = RunRequest()
    #expect(throws: UsageError.self) { try directory.admit(request, .standard) }
    // The same as in `init`, but for the seed, which is the stored one's where none is asked for.
    request.strategies = ["mutex", "packed", "unguarded"]
    request.scenarios = ["sessions", "churn"]
    request.settings = ["sessions": ["100"]]
    request.blocks = 8
    var stored = try directory.storedPlan()
    stored.validity = try request.plan(.standard).validity
    try JSONFile.encode(stored).write(to: directory.plan)
    try directory.admit(request, .standard)
  }
}
