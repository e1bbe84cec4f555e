internal import Foundation
public import Tables
public import TrialRows

/// The result of one run for one strategy on one primary metric: a line of the history.
///
/// It names no host, as histories are published.
public struct HistoryRow: Sendable, Equatable {
  // MARK: Which run it was.
  public var runID: String
  /// When the run began, as ISO 8601 writes it.
  public var date: String
  public var revision: String?
  public var isDirty: Bool?
  public var profile: String
  /// The fingerprint of the machine, which a new kernel or compiler does not change.
  public var machine: String
  public var kernel: String?
  public var toolchain: String?

  // MARK: The result.
  public var cell: String
  public var strategy: String
  public var metric: String
  public var unit: ColumnUnit
  public var blocksCount: Int
  public var value: Double
  public var reference: String?
  public var ratio: Double?
  public var ratioLow: Double?
  public var ratioHigh: Double?

  /// Takes one row of a run's summary.
  init(_ row: SummaryRow, of manifest: RunManifest) {
    runID = manifest.runID
    date = manifest.startedAt.ISO8601Format()
    revision = manifest.gitRevision
    isDirty = manifest.gitIsDirty
    profile = manifest.profile
    machine = manifest.machine.fingerprint
    kernel = manifest.machine.kernel
    toolchain = manifest.machine.toolchain
    cell = row.cell
    strategy = row.strategy
    metric = row.metric
    unit = row.unit
    blocksCount = row.blocksCount
    value = row.value
    reference = row.reference
    ratio = row.ratio
    ratioLow = row.ratioLow
    ratioHigh = row.ratioHigh
  }

  /// The rows that a run adds to the history: those of its primary metrics.
  public static func rows(of manifest: RunManifest, _ summary: [SummaryRow]) -> [HistoryRow] {
    summary.filter(\.isPrimary).map { HistoryRow($0, of: manifest) }
  }

  /// The run of a row. A name alone does not tell runs apart: runs that are written into the same
  /// folder have the same name.
  struct Run: Hashable {
    let runID: String
    let date: String
    let machine: String
  }

  var run: Run { Run(runID: runID, date: date, machine: machine) }
}

extension MachineRecord {
  /// Processor, cores, architecture and kind: the numbers of two runs are comparable if these
  /// agree.
  public var fingerprint: String {
    let parts = [
      cpuModel, cores, architecture, virtualization,
    ].compactMap { $0 }
    return parts.isEmpty ? "unknown" : parts.joined(separator: ", ")
  }
}

extension HistoryRow: TableRow {
  public static let columns: [Column<HistoryRow>] = runColumns + findingColumns

  public static var blank: HistoryRow {
    let manifest = RunManifest(
      runID: "", profile: "", seed: 0, arguments: [], startedAt: Date(timeIntervalSince1970: 0),
      cells: [], comparison: SummaryPlan(strategies: []), machine: MachineRecord())
    return HistoryRow(.blank, of: manifest)
  }
}

/// The columns that say which run it was.
private let runColumns: [Column<HistoryRow>] = [
  Column(required: "run_id", \.runID, "The run's name, as in its run.json."),
  Column(required: "date", \.date, "When the run began (ISO 8601)."),
  Column("revision", \.revision, "The git revision that was measured."),
  Column("dirty", \.isDirty, "Whether the working tree differed from it."),
  Column(required: "profile", \.profile, "The run's profile; another one is another series."),
  Column(
    required: "machine", \.machine,
    "Processor, cores, architecture and kind of machine; another one is another series."),
  Column("kernel", \.kernel, "The kernel's version."),
  Column("toolchain", \.toolchain, "The compiler's version."),
]

/// The columns of its result.
private let findingColumns: [Column<HistoryRow>] = [
  Column(required: "cell", \.cell, "One scenario at one setting."),
  Column(required: "strategy", \.strategy, "What guarded the sessions."),
  Column(required: "metric", \.metric, "A metric with a verdict in this cell."),
  Column(required: "unit", \.unit, "The value's unit."),
  Column(required: "blocks_count", \.blocksCount, "Valid blocks with a value.", .count),
  Column(required: "value", \.value, "Median over the blocks, in the row's unit.", in: .cost),
  Column("reference", \.reference, "The strategy compared with."),
  Column("cost_ratio", \.ratio, "Median ratio to the reference within blocks.", .ratio),
  Column("cost_low_ratio", \.ratioLow, "Lower end of the ratio's interval.", .ratio),
  Column("cost_high_ratio", \.ratioHigh, "Upper end of the ratio's interval.", .ratio),
]
