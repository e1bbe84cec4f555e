public import Tables

extension ColumnUnit: ColumnValue {}

/// The columns of summary.csv. `value` is in the unit that its row names.
extension SummaryRow: TableRow {
  public static let columns: [Column<SummaryRow>] =
    comparisonColumns + settingColumns + valueColumns + ratioColumns + remarkColumns

  /// Before schema version 3 files had the column `verified`, which was always empty.
  public static let retired: Set<String> = ["verified"]

  public static var blank: SummaryRow {
    SummaryRow(
      TrialRow.blank, strategy: "", metric: .cpuPerOperation, isPrimary: false, value: 0)
  }
}

/// The columns that say which comparison it is.
private let comparisonColumns: [Column<SummaryRow>] = [
  Column(required: "cell", \.cell, "One scenario at one setting."),
  Column(required: "scenario", \.scenario, "The workload, load shape and faults, by name."),
  Column(required: "tier", \.tier, "guard, path or server."),
  Column(required: "strategy", \.strategy, "The guard, by name."),
  Column(required: "metric", \.metric, "What was measured; see value."),
  Column(required: "unit", \.unit, "The unit of value and its interval."),
  Column(required: "primary", \.isPrimary, "Whether this metric has a verdict in this cell."),
]

/// The columns of the cell's setting.
private let settingColumns: [Column<SummaryRow>] =
  Axis.all.map { Column<SummaryRow>($0.summaryColumn, at: \.setting) } + [
    Column("loop", \.loop, "closed: next message on reply; open: on schedule."),
    Column("busy_threads_count", \.busyThreadsCount, "Threads that work at once.", .count),
    Column("cores_count", \.coresCount, "Cores that these threads may run on.", .count),
    Column(
      "oversubscribed", \.isOversubscribed,
      "Whether more threads are busy than there are cores: the scheduler is measured as well."),
  ]

/// The columns of the value by itself.
private let valueColumns: [Column<SummaryRow>] = [
  Column(required: "blocks_count", \.blocksCount, "Valid blocks with a value.", .count),
  Column(
    required: "invalid_blocks_count", \.invalidBlocksCount,
    "Blocks of this cell set aside as invalid, each attempt counted.", .count),
  Column(required: "value", \.value, "Median over the blocks, in the row's unit.", in: .cost),
  Column(
    "value_low", \.valueLow, "Lower end of the value's order-statistic interval.",
    in: .cost),
  Column(
    "value_high", \.valueHigh, "Upper end of the value's order-statistic interval.",
    in: .cost),
  Column(
    "value_coverage_ratio", \.valueCoverage, "Coverage of the value's interval, achieved.", .ratio,
    in: .share),
]

/// The columns of the ratio to the reference strategy's value.
private let ratioColumns: [Column<SummaryRow>] = [
  Column("reference", \.reference, "The strategy compared with."),
  Column("pairs_count", \.pairsCount, "Blocks with a value of both strategies.", .count),
  Column(
    "cost_ratio", \.ratio, "Median ratio to the reference within blocks, on a log scale.", .ratio),
  Column("cost_low_ratio", \.ratioLow, "Lower end of the ratio's interval.", .ratio),
  Column("cost_high_ratio", \.ratioHigh, "Upper end of the ratio's interval.", .ratio),
  Column(
    "comparisons_count", \.comparisonsCount,
    "Size m of the family, fixed before the run: comparisons of the cell times primary metrics.",
    .count),
  Column(
    "confidence_ratio", \.confidence, "Confidence 1 − α/m asked of the interval.", .ratio,
    in: .share),
  Column(
    "coverage_ratio", \.coverage, "Coverage that the ratio's interval achieves.", .ratio,
    in: .share),
  Column("verdict", \.verdict, "equivalent, faster, slower or cannot_tell."),
  Column("excludes_one", \.excludesOne, "Whether the interval excludes a ratio of 1."),
  Column(
    "largest_effect_ratio", \.largestEffectNotExcluded,
    "Largest effect that the interval does not exclude.", .ratio),
  Column(
    "cheaper_count", \.cheaperCount, "Pairs in which the strategy cost less than the reference.",
    .count),
  Column(
    "dearer_count", \.dearerCount, "Pairs in which it cost more; the others are ties.", .count),
]

/// The other columns.
private let remarkColumns: [Column<SummaryRow>] = [
  Column(
    "guard_share_ratio", \.guardShare,
    "Lease pairs per message × guard-tier CPU per pair ÷ server CPU per message.", .ratio),
  Column(
    "generator_kept_up", \.generatorKeptUp,
    "Whether the load generator kept to its schedule in every block."),
  Column(
    "verification", \.verification,
    "verified: the model checker proved every trial's source; unverified; exempt: see run.json."
  ),
  Column(
    "disturbance_ratio", \.disturbance,
    "Median over the blocks: what other processes and other machines took of the processors.",
    .ratio),
]
