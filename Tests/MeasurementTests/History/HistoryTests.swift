import Foundation
import Testing

@testable import History
@testable import Tables
@testable import TrialRows

/// The history keeps the results of runs in one file.
@Suite final class HistoryTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  private var url: URL { folder.appending(path: "history.csv") }
  private var file: HistoryFile { HistoryFile(path: url.path) }

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The rows of a run of `packed` and its reference on the day of that number.
  private func rows(
    day: Int, ratio: Double? = 0.9, runID: String = "run", machine: String = "Example CPU",
    profile: String = "full"
  ) -> [HistoryRow] {
    var described = MachineRecord()
    described.cpuModel = machine
    described.coresCount = 2
    described.kernel = "6.\(day)"
    let manifest = RunManifest(
      runID: runID, profile: profile, seed: 1, arguments: [],
      startedAt: Date(timeIntervalSince1970: Double(day) * 86400), cells: [],
      comparison: SummaryPlan(strategies: []), machine: described)
    var mutex = SummaryRow.blank
    (mutex.cell, mutex.strategy, mutex.value, mutex.isPrimary) = ("sessions", "mutex", 40, true)
    var packed = mutex
    (packed.strategy, packed.reference, packed.ratio) = ("packed", "mutex", ratio)
    packed.value = 40 * (ratio ?? 1)
    var beside = packed
    (beside.metric, beside.isPrimary) = ("latency_p50_ns", false)
    return HistoryRow.rows(of: manifest, [mutex, packed, beside])
  }

  private func table() throws -> Table<HistoryRow> {
    try Table(csv: [UInt8](try Data(contentsOf: url)), skippingTornLine: true)
  }

  @Test func `a run's primary metrics are kept, and come back as they were`() throws {
    #expect(try file.add(rows(day: 1)).rowsCount == 2)
    #expect(try file.add(rows(day: 2, ratio: nil)).rowsCount == 2)
    #expect(try table().rows == rows(day: 1) + rows(day: 2, ratio: nil))
    #expect(try table().rows.first?.machine == "Example CPU, 2 cores")
  }

  @Test func `a run is added once, by its name and its time`() throws {
    _ = try file.add(rows(day: 1))
    let bytes = try Data(contentsOf: url)
    let refusal = #expect(throws: (any Error).self) { try file.add(rows(day: 1, ratio: 1.5)) }
    #expect("\(refusal!)".hasSuffix(": the run run of 1970-01-02T00:00:00Z is in it already"))
    #expect(try Data(contentsOf: url) == bytes)
    #expect(try file.add(rows(day: 3)).rowsCount == 2)
    #expect(try file.add(rows(day: 1, runID: "other")).rowsCount == 2)
    #expect(try file.add(rows(day: 1, machine: "Other CPU")).rowsCount == 2)
  }

  @Test func `a run that compares nothing is refused`() throws {
    #expect(throws: (any Error).self) { try file.add([]) }
    #expect(!FileManager.default.fileExists(atPath: url.path))
  }

  @Test func `a run that was added in part is completed, and its torn line replaced`() throws {
    _ = try file.add(rows(day: 1))
    _ = try file.add(rows(day: 2))
    let whole = try Data(contentsOf: url)
    try whole.dropLast(9).write(to: url)
    #expect(try table().tornLine == 5)
    let added = try file.add(rows(day: 2))
    #expect(added.tornLine == 5)
    #expect(added.rowsCount == 1)
    #expect(try Data(contentsOf: url) == whole)
  }

  @Test func `a file with other columns is left alone`() throws {
    let text = Data("run_id,date,profile,machine\r\n".utf8)
    try text.write(to: url)
    #expect(throws: (any Error).self) { try file.add(rows(day: 1)) }
    #expect(try Data(contentsOf: url) == text)
  }

  @Test func `a series has one machine, profile, cell, strategy, metric and reference`() {
    let history =
      rows(day: 2, ratio: 0.8) + rows(day: 1, ratio: 0.9) + rows(day: 1, machine: "Other CPU")
      + rows(day: 1, profile: "quick") + rows(day: 3, ratio: nil) + rows(day: 4, ratio: .infinity)
    let series = HistorySeries.all(of: history)
    #expect(series.count == 6)
    // The oldest run is first. A cost that is unknown or not finite is left out.
    #expect(series[1].key.strategy == "packed" && series[1].costs == [0.9, 0.8])
    #expect(series[0].key.reference == nil && series[0].costs == [40, 40, 40, 40])
    #expect(series[1].rows.map(\.kernel) == ["6.1", "6.2"])
    #expect(!series[0].isLongEnough)
  }
}
