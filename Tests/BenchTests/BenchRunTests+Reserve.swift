import Foundation
import GuardbenchCommands
import Probe
import Synchronization
import TestFolders
import Testing

@testable import Bench
@testable import Statistics
@testable import TrialRows
@testable import Trials

// Blocks that are added where verdicts are open, and what disturbs a block.
extension BenchRunTests {
  /// The same cells, with the profile's own blocks and reserve.
  private var withReserve: BenchRunTests {
    get throws {
      var tests = self
      var request = RunRequest()
      request.strategies = ["mutex", "packed", "unguarded"]
      request.scenarios = ["sessions", "churn"]
      request.settings = ["sessions": ["100"]]
      request.seed = 1
      tests.plan = try request.plan(.standard)
      return tests
    }
  }

  /// Every reading of the run's clock is so much later than the one before.
  private func environment(
    wavering launcher: WaveringLauncher, step: Duration = .zero
  ) throws -> RunEnvironment {
    let time = Mutex(ContinuousClock().now)
    return RunEnvironment(
      contenders: .standard, launchers: TrialLaunchers([.guard: launcher]), stop: try .install(),
      machine: try .current(),
      now: {
        time.withLock { time in
          time += step
          return time
        }
      })
  }

  private func blocks(of cell: String) throws -> Set<Int> {
    Set(try rows().filter { $0.cell == cell && $0.purpose == .cost }.map(\.block))
  }

  @Test func `blocks are added where a verdict is open, up to the most, and nowhere else`() throws {
    let tests = try withReserve
    var witness = Remarks()
    let result = try BenchRun(
      beginning: tests.plan, in: directory,
      environment(wavering: WaveringLauncher())
    ).finish(&witness)
    #expect(try blocks(of: "sessions/sessions=100") == Set(0..<48))
    #expect(try blocks(of: "churn/sessions=100") == Set(0..<12))
    #expect(witness.remarks.contains { $0.hasPrefix("36 blocks were added where verdicts were") })
    let row = result.summary.first {
      $0.cell == "sessions/sessions=100" && $0.strategy == "packed" && $0.isPrimary
    }
    #expect(row?.pairsCount == 48 && row?.verdict == .cannotTell)
  }

  @Test func `no block is added once the run's time is up`() throws {
    let tests = try withReserve
    var witness = Remarks()
    _ = try BenchRun(
      beginning: tests.plan, in: directory,
      environment(wavering: WaveringLauncher(), step: .seconds(10))
    ).finish(&witness)
    #expect(try blocks(of: "sessions/sessions=100") == Set(0..<12))
  }

  /// The planned trials: `sessions` with three strategies, counted in nine, and `churn` with two.
  private static let plannedTrials = 12 * 3 + 9 + 12 * 2

  @Test(arguments: [(69, 0), (72, 1), (77, 2)])
  func `an interrupted run counts its planned blocks and those that were added apart`(
    trial: Int, added: Int
  ) throws {
    var witness = Witness()
    let error = #expect(throws: RunFailure.self) {
      _ = try BenchRun(
        beginning: withReserve.plan, in: directory,
        environment(wavering: WaveringLauncher(stopsAt: trial))
      ).finish(&witness)
    }
    let blocks = try withReserve.plan.cells.reduce(0) { $0 + $1.blocks }
    #expect(
      error
        == .interrupted(directory: directory.path, BlocksDone(blocks, of: blocks, added: added)))
  }

  /// Stops a run at a trial, and resumes it; returns the rows there were before.
  private func stopAndResume(_ tests: BenchRunTests, at trial: Int) throws -> [TrialRow] {
    var witness = Witness()
    #expect(throws: RunFailure.self) {
      _ = try BenchRun(
        beginning: tests.plan, in: directory,
        environment(wavering: WaveringLauncher(stopsAt: trial))
      ).finish(&witness)
    }
    let kept = try rows()
    _ = try BenchRun(resuming: directory, environment(wavering: WaveringLauncher()))
      .finish(&witness)
    return kept
  }

  @Test(arguments: [3, 4, 5])
  func `a run that stops among its added blocks goes on with them`(trial: Int) throws {
    let tests = try withReserve
    let kept = try stopAndResume(tests, at: Self.plannedTrials + trial)
    let rows = try rows()
    #expect(Array(rows.prefix(kept.count)) == kept)
    #expect(try blocks(of: "sessions/sessions=100") == Set(0..<48))
    let keys = rows.map { "\($0.cell) \($0.purpose) \($0.block) \($0.strategy)" }
    #expect(Set(keys).count == keys.count)
    let stored = try RunManifest(json: Data(folder.text("run/run.json").utf8))
    #expect(stored.comparison == tests.plan.comparison)
    #expect(stored.comparison.mostBlocksCount == 48)
    #expect(try directory.storedPlan() == tests.plan)
  }

  /// The complete run of these cells, and its samples' lines: the header, and the rows as they were
  /// written.
  private func completeRun() throws -> [Substring] {
    var witness = Witness()
    _ = try BenchRun(
      beginning: withReserve.plan, in: directory,
      environment(wavering: WaveringLauncher())
    ).finish(&witness)
    return try folder.text("run/samples.csv").split(separator: "\r\n")
  }

  private func writeSamples(_ lines: [Substring]) throws {
    try Data(lines.map { $0 + "\r\n" }.joined().utf8).write(to: directory.samples)
  }

  /// Lines without the rows of some blocks of the cell that was added to.
  private func without(_ numbers: Set<Int>, _ lines: [Substring]) throws -> [Substring] {
    let rows = try rows()
    return [lines[0]]
      + zip(lines.dropFirst(), rows).filter { _, row in
        !(row.scenario == "sessions" && row.purpose == .cost && numbers.contains(row.block))
      }.map(\.0)
  }

  @Test func `a complete run that has lost blocks among those it added is no result`() throws {
    let lines = try completeRun()
    _ = try StoredRun(directory, .standard)
    let cell = "48 blocks of sessions/sessions=100 (cost)"
    let changes: [(lines: [Substring], reason: String)] = [
      (try without(Set(0..<12), lines), "samples.csv is not whole: it has 36 of \(cell)"),
      (try without([20], lines), "samples.csv is not whole: it has 47 of \(cell)"),
      (lines.dropLast(), "samples.csv is not whole: it has 47 of \(cell)"),
      (lines.dropLast(3), "summary.csv and samples.csv disagree: mutex in sessions/sessions=100"),
      (lines.dropLast(60), "is made from 48 blocks, and 28 are there that count"),
    ]
    for (changed, reason) in changes {
      try writeSamples(changed)
      let error = #expect(throws: RunFailure.self) { try StoredRun(directory, .standard) }
      #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }
  }

  // A block more is not added: the run has had its time.
  @Test(arguments: [(1, 48), (2, 48), (4, 47)])
  func `an added block of which rows were lost is run again when the run goes on`(
    lost: Int, blocksCount: Int
  ) throws {
    let lines = try completeRun()
    let manifest = try folder.text("run/run.json")
    try Data(manifest.replacing("\"complete\"", with: "\"interrupted\"").utf8)
      .write(to: directory.manifest)
    // The last rows are lost, and a block between them as well.
    try writeSamples(without([20], lines).dropLast(lost))
    var witness = Witness()
    _ = try BenchRun(resuming: directory, environment(wavering: WaveringLauncher()))
      .finish(&witness)
    #expect(try blocks(of: "sessions/sessions=100") == Set(0..<blocksCount))
    _ = try StoredRun(directory, .standard)
  }

  @Test(arguments: [
    ("run.json", "\"most_blocks_count\" : 48", "\"most_blocks_count\" : 47"),
    ("run.json", "\"most_blocks_count\" : 48", "\"most_blocks_count\" : null"),
    ("plan.json", "\"mostBlocks\" : 48", "\"mostBlocks\" : 49"),
  ])
  func `a description with another most of blocks than the plan's is another run's`(
    name: String, before: String, after: String
  ) throws {
    _ = try completeRun()
    let text = try folder.text("run/\(name)")
    try #require(text.contains(before))
    try Data(text.replacing(before, with: after).utf8)
      .write(to: directory.url.appending(path: name))
    let error = #expect(throws: RunFailure.self) { try StoredRun(directory, .standard) }
    #expect(error?.description.contains("run.json and plan.json are of two runs") == true)
  }

  @Test func `what was added before a stop is time that the run has used`() throws {
    let tests = try withReserve
    // Its 69 planned trials are worth 28 trials more, with which the run ends or nearly so.
    _ = try stopAndResume(tests, at: Self.plannedTrials + 30)
    #expect(try blocks(of: "sessions/sessions=100") == Set(0..<22))
  }

  @Test func `blocks that are asked for are fixed beforehand, and so are their intervals`() throws {
    #expect(plan.reserve == nil && plan.comparison.mostBlocksCount == nil)
    var witness = Witness()
    _ = try BenchRun(
      beginning: plan, in: directory,
      environment(wavering: WaveringLauncher())
    ).finish(&witness)
    try expectWholeRun()
  }

  @Test func `every block of a bench counts, and says how disturbed it was`() throws {
    var tests = self
    tests.plan.validity = ValidityRule(repeatsPerBlock: 1, repeatsPerRun: 100)
    _ = try tests.begin(ScriptedLauncher())
    try expectWholeRun()
    let rows = try rows()
    #expect(rows.allSatisfy { $0.valid && $0.disturbance != nil })
    let blocks = Dictionary(grouping: rows) { "\($0.cell) \($0.purpose) \($0.block)" }
    #expect(blocks.values.allSatisfy { Set($0.map(\.disturbance)).count == 1 })
    for profile in Profile.allCases {
      var request = RunRequest()
      request.profile = profile
      #expect(try request.plan(.standard).validity.disturbanceLimit == nil)
    }
  }
}
