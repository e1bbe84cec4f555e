import Foundation
import Tables
import TestFolders
import Testing

@testable import Bench
@testable import GuardbenchCommands
@testable import TrialRows
@testable import Trials

// Rows that are none of the run's, or lack: a sound CSV file is not yet a run's.
extension BenchRunTests {
  /// Stops a run after some of its blocks.
  private func beginAndStop() throws {
    #expect(throws: RunFailure.self) { try begin(ScriptedLauncher([20: .failure(.interrupted)])) }
  }

  /// Puts a row behind the others, and fails unless the run is then refused for that reason and the
  /// file left as it is.
  private func expectRefusal(
    _ reason: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ change: (inout TrialRow) -> Void
  ) throws {
    let before = try folder.text("run/samples.csv")
    let rows = try rows()
    var row = try #require(rows.last)
    change(&row)
    let after = before + Table<TrialRow>.line(for: row)
    try Data(after.utf8).write(to: directory.samples)
    let error = #expect(throws: RunFailure.self, sourceLocation: sourceLocation) { try resume() }
    let text = error?.description ?? ""
    #expect(
      text.contains("samples.csv, line \(rows.count + 2): \(reason)"), "\(text)",
      sourceLocation: sourceLocation)
    #expect(try folder.text("run/samples.csv") == after, sourceLocation: sourceLocation)
    try Data(before.utf8).write(to: directory.samples)
  }

  @Test func `rows that are none of the run's are refused by their line, and nothing is changed`()
    throws
  {
    try beginAndStop()
    try expectRefusal("the same trial as in line ") { _ in }
    try expectRefusal("a row of the run 'other', and this one is 'run'") { $0.runID = "other" }
    try expectRefusal("the plan has no sessions/sessions=7 for cost") {
      $0.cell = "sessions/sessions=7"
      $0.purpose = .cost
    }
    try expectRefusal("the plan has no ") { $0.purpose = .oracle }
    try expectRefusal("block 8 of ") {
      $0.cell = "churn/sessions=100"
      $0.purpose = .cost
      $0.block = 8
    }
    try expectRefusal("the plan has no double-cas in ") { $0.strategy = "double-cas" }
    // The floor may not run where sessions end.
    try expectRefusal("the plan has no unguarded in churn") {
      $0.cell = "churn/sessions=100"
      $0.purpose = .cost
      $0.strategy = "unguarded"
    }
    _ = try resume()
    try expectWholeRun()
  }

  @Test func `a run whose folder was renamed keeps its name in every row`() throws {
    try beginAndStop()
    let renamed = RunDirectory(path: folder.path("renamed"))
    try FileManager.default.moveItem(at: directory.url, to: renamed.url)
    var witness = Witness()
    _ = try BenchRun(resuming: renamed, environment(ScriptedLauncher())).finish(&witness)
    let text = try folder.text("renamed/samples.csv")
    #expect(Set(try Table<TrialRow>(csv: [UInt8](text.utf8)).rows.map(\.runID)) == ["run"])
    _ = try StoredRun(renamed, .standard)
  }

  /// Fails unless a stored run of which a file was changed is refused, for that reason.
  private func expectUnreadable(
    _ name: String, _ reason: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ change: ([Substring]) -> [Substring]
  ) throws {
    let before = try folder.text("run/\(name)")
    let lines = change(before.split(separator: "\r\n"))
    let url = directory.url.appending(path: name)
    try Data(lines.map { $0 + "\r\n" }.joined().utf8).write(to: url)
    let error = #expect(throws: RunFailure.self, sourceLocation: sourceLocation) {
      try StoredRun(directory, .standard)
    }
    let text = error?.description ?? ""
    #expect(text.contains(reason), "\(text)", sourceLocation: sourceLocation)
    #expect(text.contains(name), "\(text)", sourceLocation: sourceLocation)
    try Data(before.utf8).write(to: url)
  }

  @Test func `a complete run that has lost rows, or has others, is no result`() throws {
    _ = try begin(ScriptedLauncher())
    _ = try StoredRun(directory, .standard)
    try expectUnreadable("summary.csv", "it lacks ") { $0.dropLast() }
    try expectUnreadable("summary.csv", "it lacks ") { Array($0.prefix(1)) }
    try expectUnreadable("summary.csv", "it lacks 1 rows, the first of them mutex in sessions") {
      [$0[0]] + $0.dropFirst(2)
    }
    try expectUnreadable("summary.csv", "it has 1 rows twice") { $0 + $0.suffix(1) }
    try expectUnreadable("summary.csv", "it has sessions/sessions=7, of which the run says") {
      $0 + [$0[1].replacing("sessions/sessions=100,", with: "sessions/sessions=7,")[...]]
    }
    try expectUnreadable("samples.csv", "is not whole: it has ") { $0.dropLast() }
    try expectUnreadable("samples.csv", "is not whole: it has 0 of 8 blocks of sessions/") {
      Array($0.prefix(1))
    }
    try expectUnreadable("samples.csv", "the same trial as in line") { $0 + $0.suffix(1) }
    try expectUnreadable("samples.csv", "a row of the run 'other'") {
      $0.dropLast() + [$0[$0.count - 1].replacing("run,", with: "other,")[...]]
    }
  }

  @Test func `where samples are not kept a summary is held to the plan`() throws {
    _ = try begin(ScriptedLauncher())
    try FileManager.default.removeItem(at: directory.samples)
    _ = try StoredRun(directory, .standard)
    try expectUnreadable("summary.csv", "it lacks ") { Array($0.prefix(1)) }
    try expectUnreadable("summary.csv", "it lacks 1 rows, the first of them packed in churn") {
      $0.filter { !$0.hasPrefix("churn") || !$0.contains(",packed,cpu_per_op_ns,") }
    }
  }

  @Test func `a description of another run is told from this run's`() throws {
    _ = try begin(ScriptedLauncher())
    let text = try folder.text("run/run.json")
    try Data(text.replacing("\"seed\" : 1", with: "\"seed\" : 2").utf8)
      .write(to: directory.manifest)
    let error = #expect(throws: RunFailure.self) { try StoredRun(directory, .standard) }
    #expect(error?.description.contains("run.json and plan.json are of two runs") == true)
  }

  @Test func `a run of which no block counts says so, and is no result`() throws {
    var disturbed = self
    disturbed.plan.validity = ValidityRule(
      disturbanceLimit: -1, repeatsPerBlock: 0, repeatsPerRun: 0)
    #expect(try disturbed.begin(ScriptedLauncher()).countsNothing)
    let error = #expect(throws: RunFailure.self) { try StoredRun(directory, .standard) }
    #expect(error?.description.contains("no block of this run counts") == true)
  }

  @Test func `a trial that finishes nothing sets its block aside`() throws {
    let idle = ScriptedLauncher([4: .changed { $0.operationsCount = 0 }])
    #expect(!(try begin(idle).countsNothing))
    let marked = try rows().filter { !$0.valid }
    #expect(marked.count == 3 || marked.count == 2)
    #expect(marked.count { $0.operationsCount == 0 } == 1)
    #expect(marked.allSatisfy { $0.invalidReason?.contains("no operation was finished") == true })
    // It was run again.
    #expect(try rows().count == trialsCount + marked.count)
  }

  @Test func `a process that reports what cannot be has no result`() throws {
    let changes: [@Sendable (inout TrialRow) -> Void] = [
      { $0.cpuNanoseconds = -5 }, { $0.refusedCount = .max }, { $0.fairnessJainRatio = 2 },
    ]
    for change in changes {
      try? FileManager.default.removeItem(at: directory.url)
      _ = try begin(ScriptedLauncher([2: .changed(change)]))
      let dead = try rows().filter(\.isDead)
      #expect(dead.count == 1)
      #expect(dead.first?.invalidReason?.contains("reported an impossible value: '") == true)
    }
  }
}
