import Foundation
import Measurement
import Probe
import TestFolders
import Testing

@testable import Bench

@Suite struct BenchRunTests {
  private let folder: TemporaryFolder
  private let directory: RunDirectory
  private var plan: RunPlan

  init() throws {
    folder = try TemporaryFolder()
    directory = RunDirectory(path: folder.path("run"))
    var request = RunRequest()
    request.strategies = ["mutex", "packed", "unguarded"]
    request.scenarios = ["sessions", "churn"]
    request.settings = [.sessions: ["100"]]
    request.blocks = 8
    request.seed = 1
    plan = try request.plan(.standard)
    // No disturbance reaches it: what the tests see must not depend on the machine's other work.
    plan.validity = ValidityRule(disturbanceLimit: 9, repeatsPerBlock: 1, repeatsPerRun: 100)
  }

  private func environment(_ launcher: ScriptedLauncher) throws -> RunEnvironment {
    RunEnvironment(
      contenders: .standard, launchers: TrialLaunchers([.guard: launcher]), stop: try .install(),
      machine: try .current())
  }

  private func begin(_ launcher: ScriptedLauncher) throws -> RunResult {
    var witness = Witness()
    return try BenchRun(
      beginning: plan, in: directory, arguments: ["bench"], environment(launcher)
    ).finish(&witness)
  }

  private func resume(_ launcher: ScriptedLauncher = ScriptedLauncher()) throws -> RunResult {
    var witness = Witness()
    return try BenchRun(resuming: directory, environment(launcher)).finish(&witness)
  }

  private func rows() throws -> [Sample] {
    try Table<Sample>(csv: [UInt8](folder.text("run/samples.csv").utf8)).rows
  }

  private func outcome() throws -> RunManifest.Outcome {
    try RunManifest(json: Data(folder.text("run/run.json").utf8)).outcome
  }

  /// The trials of a whole run: `sessions` measured, and counted in two cells, with three
  /// strategies, `churn` with two.
  private let trialsCount = 8 * 3 + 2 * 3 + 8 * 2

  /// Fails unless every trial of the plan stands in samples.csv exactly once.
  private func expectWholeRun() throws {
    let rows = try rows()
    let keys = rows.map { "\($0.cell) \($0.purpose) \($0.block) \($0.strategy)" }
    #expect(keys.count == trialsCount)
    #expect(Set(keys).count == trialsCount)
    #expect(try outcome() == .complete)
  }

  @Test func `a run leaves every row, a summary and what describes them`() throws {
    let result = try begin(ScriptedLauncher())
    try expectWholeRun()
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.url.path)
    #expect(
      Set(names) == [
        "plan.json", "run.json", "samples.csv", "summary.csv", "summary.md", "datapackage.json",
        "histograms",
      ])
    let row = result.summary.first {
      $0.cell == "sessions/sessions=100" && $0.strategy == "packed" && $0.metric == "cpu_per_op_ns"
    }
    #expect(row?.value == 16)
    #expect(row?.ratio == 16.0 / 15)
    #expect(row?.verdict == .slower)
  }

  /// The histogram files, by name: their text.
  private func histograms() throws -> [String: String] {
    let folder = directory.url.appending(path: "histograms")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try self.folder.text("run/histograms/\($0)")) })
  }

  private func expectHistogramsOfWholeRun() throws {
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

  @Test func `a program that was built by hand names no revision, wherever it runs`() throws {
    _ = try begin(ScriptedLauncher())
    let manifest = try RunManifest(json: Data(folder.text("run/run.json").utf8))
    #expect(manifest.gitRevision == "unknown")
    #expect(manifest.gitIsDirty == nil)
  }

  @Test func `strategies of a block stand back to back, in a shuffled order`() throws {
    _ = try begin(ScriptedLauncher())
    let blocks = Dictionary(grouping: try rows().filter { $0.scenario == "sessions" }) {
      "\($0.cell) \($0.purpose) \($0.block)"
    }
    let orders = blocks.values.map { $0.map(\.strategy) }
    #expect(blocks.values.allSatisfy { $0.map(\.position) == [0, 1, 2] })
    #expect(Set(orders).count > 1)
    #expect(blocks.values.allSatisfy { Set($0.map(\.seed)).count == 1 })
  }

  @Test(arguments: [0, 1, 4, 20])
  func `an interrupted run goes on without losing or doubling a row`(trial: Int) throws {
    let interrupted = ScriptedLauncher([trial: .failure(.interrupted)])
    let error = #expect(throws: RunFailure.self) { try begin(interrupted) }
    guard case .interrupted(directory.path, let done, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try outcome() == .interrupted)
    let kept = try rows()
    #expect(Set(kept.map { "\($0.cell) \($0.purpose) \($0.block)" }).count == done)
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

  @Test func `a file that broke off within a line is gone on with`() throws {
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

  @Test func `a violation ends the run, is named, and cannot be gone on with`() throws {
    let violation = Violation(.wrongGeneration, slot: 3, generation: 9)
    let launcher = ScriptedLauncher([4: .findings(Findings(count: 2, violations: [violation]))])
    let error = #expect(throws: RunFailure.self) { try begin(launcher) }
    let text = error.map(\.description) ?? ""
    #expect(text.contains("slot 3, generation 9"))
    #expect(text.contains("2 violations"))
    #expect(try rows().last?.violationsCount == 2)
    #expect(try outcome() == .failed)
    #expect(throws: RunFailure.self) { try resume() }
  }

  @Test func `a trial whose process fails ends the run, which can go on`() throws {
    let launcher = ScriptedLauncher([4: .failure(.process("signal 9"))])
    let error = #expect(throws: RunFailure.self) { try begin(launcher) }
    #expect(error?.description.contains("signal 9") == true)
    _ = try resume()
    try expectWholeRun()
  }

  @Test func `disturbed blocks are repeated once, stay in the file, and decide nothing`() throws {
    var disturbed = self
    disturbed.plan.validity = ValidityRule(
      disturbanceLimit: -1, repeatsPerBlock: 1, repeatsPerRun: 2)
    let result = try disturbed.begin(ScriptedLauncher())
    let rows = try rows()
    #expect(rows.allSatisfy { !$0.valid && $0.invalidReason != nil })
    #expect(Set(rows.filter { $0.attempt == 1 }.map { "\($0.cell) \($0.block)" }).count == 2)
    #expect(result.summary.isEmpty)
    let page = try folder.text("run/summary.md")
    #expect(page.contains("Not answered: all blocks were disturbed from outside"))
    #expect(page.contains("Anything at sessions/sessions=100, churn/sessions=100: every block"))
  }

  @Test func `a folder that has anything in it is not written to`() throws {
    try FileManager.default.createDirectory(
      at: directory.url, withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: directory.url.appending(path: "samples.csv"))
    #expect(throws: RunFailure.self) { try begin(ScriptedLauncher()) }
    #expect(try folder.text("run/samples.csv") == "mine")
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.url.path)
    #expect(names == ["samples.csv"])
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

  @Test func `run.json says what the probe found of clock, pages, allocator and program`() throws {
    _ = try begin(ScriptedLauncher())
    let record = try RunManifest(json: Data(folder.text("run/run.json").utf8)).machine
    let machine = try Probe.Machine.current()
    #expect(record.clockSource == machine.clockSource)
    #expect(record.transparentHugePages == machine.transparentHugePages)
    #expect(record.usesAVX == Build.usesVectorLoads)
    #expect(record.allocator == Allocator.name && record.allocatorVersion == Allocator.version)
    #expect(record.executable?.count == 16)
  }

  @Test func `a folder in which somebody runs is refused, and free again afterwards`() throws {
    let first = try BenchRun(
      beginning: plan, in: directory, arguments: ["bench"], environment(ScriptedLauncher()))
    let error = #expect(throws: RunFailure.self) { try resume() }
    #expect(error?.description.contains("is being written by another guardbench") == true)
    var witness = Witness()
    _ = try first.finish(&witness)
    try expectWholeRun()
    let later = #expect(throws: RunFailure.self) { try resume() }
    #expect(later?.description.contains("holds a complete run") == true)
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

  @Test func `a full disk is named with its folder and what to do`() throws {
    try FileManager.default.createDirectory(at: directory.url, withIntermediateDirectories: true)
    for error in [CocoaError(.fileWriteOutOfSpace), POSIXError(.ENOSPC)] as [any Error] {
      let failure = #expect(throws: RunFailure.self) {
        try directory.attempt("write samples.csv in") { throw error }
      }
      let text = failure?.description ?? ""
      #expect(text.contains("samples.csv in \(directory.path)"))
      #expect(text.contains("No space left on device"))
      #expect(text.contains("--resume \(directory.path)") || text.contains("make room"))
    }
    let full = try FileHandle(forWritingTo: URL(filePath: "/dev/full"))
    let failure = #expect(throws: RunFailure.self) {
      try directory.attempt("write samples.csv in") { try full.write(contentsOf: Data("x".utf8)) }
    }
    #expect(failure?.description.contains("samples.csv in \(directory.path): No space") == true)
  }

  @Test func `every row says what is known of its strategy's source, and run.json why`() throws {
    let verification = [
      "mutex": StrategyVerification(.verified, "7 executions of 1 scenarios"),
      "packed": StrategyVerification(.unverified, "changed"),
      "unguarded": StrategyVerification(.exempt, "the floor"),
      "spinlock": StrategyVerification(.verified, "not of this run"),
    ]
    var environment = try environment(ScriptedLauncher())
    environment.verification = verification
    var witness = Witness()
    let result = try BenchRun(
      beginning: plan, in: directory, arguments: ["bench"], environment
    ).finish(&witness)
    for row in try rows() { #expect(row.verification == verification[row.strategy]?.status) }
    for row in result.summary { #expect(row.verification == verification[row.strategy]?.status) }
    let manifest = try RunManifest(json: Data(folder.text("run/run.json").utf8))
    #expect(manifest.verification?.keys.sorted() == ["mutex", "packed", "unguarded"])
    #expect(manifest.verification?["packed"] == verification["packed"])
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
    request.settings = [.sessions: ["100"]]
    request.blocks = 8
    var stored = try directory.storedPlan()
    stored.validity = try request.plan(.standard).validity
    try JSONFile.encode(stored).write(to: directory.plan)
    try directory.admit(request, .standard)
  }
}

/// Watches and says nothing.
private struct Witness: RunObserver {
  mutating func began(_: RunDirectory, blocksDone _: Int, of _: Int) {}
  mutating func began(_: TrialPlan, blocksDone _: Int, of _: Int, timeLeft _: Duration) {}
  mutating func noted(_: String) {}
}
