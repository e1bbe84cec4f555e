public import Tables

/// The columns of samples.csv.
extension TrialRow: TableRow {
  public static let columns: [Column<TrialRow>] =
    identityColumns + Axis.all.map { Column<TrialRow>($0.column, at: \.setting) }
    + Quantities.list.map { Column<TrialRow>($0.definition.column, at: \.measured) }

  /// Before schema version 3 files had the column `verified`, which was always empty.
  public static let retired: Set<String> = ["verified"]

  public static var blank: TrialRow {
    TrialRow(
      runID: "", block: 0, position: 0, cell: "", scenario: "", tier: .guard, strategy: "")
  }
}

/// The columns that say which trial it was.
private let identityColumns: [Column<TrialRow>] = [
  Column(required: "run_id", \.runID, "Names the run, as its folder is named."),
  Column(
    required: "block", \.block, "The block of this cell, from 0: every strategy once, back to back."
  ),
  Column(required: "position", \.position, "The trial's place in the order of its block, from 0."),
  Column(required: "attempt", \.attempt, "How often the block was repeated before, from 0."),
  Column(
    required: "cell", \.cell, "One scenario at one setting; what a comparison compares within."),
  Column(required: "scenario", \.scenario, "The workload, load shape and faults, by name."),
  Column(
    required: "tier", \.tier, "guard: no sockets; path: session path in memory; server: sockets."),
  Column(required: "strategy", \.strategy, "The guard, by name."),
  Column("seed", \.seed, "What every random choice of the trial was drawn from."),
  Column(
    required: "valid", \.valid,
    "Whether the block counts, by the rule that run.json states, and as every trial of it has "
      + "finished an operation."),
  Column("invalid_reason", \.invalidReason, "The rule that the block broke."),
  Column(
    required: "purpose", \.purpose,
    "cost: measured; conflicts or futexes: only counted; oracle: only checked."),
  Column(
    "verification", \.verification,
    "verified: the model checker proved this very source; unverified; exempt: see run.json."),
  Column(
    "disturbance_ratio", \.disturbance,
    "Foreign CPU and steal while the block ran, as a share of the processors' time.", .ratio),
]
