import Foundation
import GuardbenchCommands
import Probe
import Tables
import TestFolders
import Testing

@testable import Bench
@testable import Statistics
@testable import TrialRows
@testable import Trials

@Suite struct BenchRunTests {
  let folder: TemporaryFolder
  let directory: RunDirectory
  var plan: RunPlan

  init() throws {
    folder = try TemporaryFolder()
    directory = RunDirectory(path: folder.path("run"))
    var request = RunRequest()
    request.strategies = ["mutex", "packed", "unguarded"]
    request.scenarios = ["sessions", "churn"]
    request.settings = ["sessions": ["100"]]
    request.blocks = 8
    request.seed = 1
    plan = try request.plan(.standard)
    // No disturbance reaches it: what the tests see must not depend on the machine's other work.
    plan.validity = ValidityRule(disturbanceLimit: 9, repeatsPerBlock: 1, repeatsPerRun: 100)
  }

  func environment(_ launcher: ScriptedLauncher) throws -> RunEnvironment {
    RunEnvironment(
      contenders: .standard, launchers: TrialLaunchers([.guard: launcher]), stop: try .install(),
      machine: try .current())
  }

  func begin(_ launcher: ScriptedLauncher) throws -> RunResult {
    var witness = Witness()
    return try BenchRun(
      beginning: plan, in: directory, environment(launcher)
    ).finish(&witness)
  }

  func resume(_ launcher: ScriptedLauncher = ScriptedLauncher()) throws -> RunResult {
    var witness = Witness()
    return try BenchRun(resuming: directory, environment(launcher)).finish(&witness)
  }

  func rows() throws -> [TrialRow] {
    try Table<TrialRow>(csv: [UInt8](folder.text("run/samples.csv").utf8)).rows
  }

  func outcome() throws -> RunManifest.Outcome {
    try RunManifest(json: Data(folder.text("run/run.json").utf8)).outcome
  }

  /// The trials of a whole run: `sessions` measured, its meetings counted in two cells and its
  /// waits in one, with three strategies; `churn` with two.
  let trialsCount = 8 * 3 + 3 * 3 + 8 * 2

  /// Fails unless every trial of the plan stands in samples.csv exactly once.
  func expectWholeRun() throws {
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

  @Test func `a violation ends the run, is named, and cannot be gone on with`() throws {
    let violation = LifetimeViolation(.wrongGeneration, slot: 3, generation: 9)
    let launcher = ScriptedLauncher([4: .findings(Findings(count: 2, violations: [violation]))])
    let error = #expect(throws: RunFailure.self) { try begin(launcher) }
    let text = error.map(\.description) ?? ""
    #expect(text.contains("slot 3, generation 9"))
    #expect(text.contains("2 violations"))
    #expect(try rows().last?.violationsCount == 2)
    #expect(try outcome() == .failed)
    #expect(throws: RunFailure.self) { try resume() }
  }

  @Test func `a process that dies costs its block, which is run again, and not the run`() throws {
    let launcher = ScriptedLauncher([4: .failure(.process("signal 9: its last words"))])
    var witness = Witness()
    let result = try BenchRun(
      beginning: plan, in: directory, environment(launcher)
    ).finish(&witness)
    #expect(try outcome() == .complete)
    #expect(!result.summary.isEmpty)
    let dead = try rows().filter { !$0.valid }
    #expect(dead.count == 1 && dead.first?.operationsCount == nil)
    #expect(dead.first?.invalidReason == "signal 9: its last words")
    // Its block was run again, as a whole.
    let repeated = try rows().filter { $0.attempt == 1 }
    #expect(try rows().count == trialsCount + repeated.count && repeated.count >= 2)
    #expect(witness.remarks.count { $0.contains("signal 9: its last words") } >= 1)
  }

  @Test func `a process's last words stand in its row, though its block was disturbed`() throws {
    var disturbed = self
    disturbed.plan.validity = ValidityRule(
      disturbanceLimit: -1, repeatsPerBlock: 0, repeatsPerRun: 0)
    _ = try disturbed.begin(ScriptedLauncher([4: .failure(.process("signal 9: its last words"))]))
    let reasons = try rows().map(\.invalidReason)
    #expect(reasons.count { $0 == "signal 9: its last words" } == 1)
    #expect(reasons.count { $0?.contains("foreign CPU") == true } == trialsCount - 1)
  }

  @Test func `a strategy whose process always dies ends no run, repeats are bounded`() throws {
    var brief = self
    brief.plan.validity = ValidityRule(disturbanceLimit: 9, repeatsPerBlock: 1, repeatsPerRun: 3)
    let launcher = ScriptedLauncher(strategies: ["packed": .failure(.process("signal 4"))])
    let result = try brief.begin(launcher)
    #expect(launcher.trialsCount <= trialsCount + 3 * 3)
    #expect(try outcome() == .complete)
    let compared = Set(result.summary.map(\.strategy))
    #expect(compared.contains("mutex") && !compared.contains("packed"))
  }

  @Test func `a block of which no trial has a result ends the run, which can go on`() throws {
    let death = ScriptedLauncher.Turn.failure(.process("no such file"))
    let launcher = ScriptedLauncher(
      strategies: ["mutex": death, "packed": death, "unguarded": death])
    let error = #expect(throws: RunFailure.self) { try begin(launcher) }
    #expect(error?.description.contains("no such file") == true)
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
    #expect(page.contains("Not answered: no block counts, see invalid_reason"))
    #expect(
      page.contains("Anything at sessions/sessions=100, churn/sessions=100: no block there counts"))
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

  @Test func `a folder of a run that is under way is refused, and free again afterwards`() throws {
    let first = try BenchRun(
      beginning: plan, in: directory, environment(ScriptedLauncher()))
    let error = #expect(throws: RunFailure.self) { try resume() }
    #expect(error?.description.contains("is being written by another guardbench") == true)
    var witness = Witness()
    _ = try first.finish(&witness)
    try expectWholeRun()
    let later = #expect(throws: RunFailure.self) { try resume() }
    #expect(later?.description.contains("holds a complete run") == true)
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
}

/// Watches and says nothing.
struct Witness: RunObserver {
  var remarks: [String] = []
  mutating func began(_: RunDirectory, _: BlocksDone) {}
  mutating func began(_: TrialPlan, _: RunProgress) {}
  mutating func noted(_ remark: String) { remarks.append(remark) }
}
