public import Tables

extension LedgerRow: TableRow {
  public static let columns: [Column<LedgerRow>] = studyColumns + outcomeColumns + costColumns

  public static var blank: LedgerRow {
    LedgerRow(
      study: Study(
        kind: .falseAlarms, strategy: "", slowdownPercent: 0, budgetSeconds: 0, plannedCount: 1),
      number: 0, seed: 0, outcome: .pass, couldReject: false)
  }
}

/// The columns that say which check it was.
private let studyColumns: [Column<LedgerRow>] = [
  Column(
    required: "kind", \.study.kind,
    "aa: identical arms; aa-under-load: the same beside a busy process; power: a slowdown is "
      + "injected."),
  Column(required: "strategy", \.study.strategy, "What was checked, in `sessions`."),
  Column(
    required: "slowdown_percent", \.study.slowdownPercent, "The injected slowdown, in percent.",
    in: .slowdownPercent),
  Column(
    required: "budget_s", \.study.budgetSeconds, "Seconds that the check was given.",
    in: .budgetSeconds),
  Column(
    required: "planned_count", \.study.plannedCount,
    "Checks of the study, fixed before its first; those that say nothing are run beside them.",
    .count),
  Column(required: "number", \.number, "The check's number in its study, from 0."),
  Column(required: "seed", \.seed, "What every random choice of the check was drawn from."),
]

/// The columns of its outcome, and of the machine.
private let outcomeColumns: [Column<LedgerRow>] = [
  Column(required: "date", \.date, "When the check was finished (ISO 8601)."),
  Column(
    required: "outcome", \.outcome,
    "pass, regression, inconclusive, harness_error or instrument_invalid."),
  Column(
    required: "could_reject", \.couldReject,
    "Whether a slowdown could have been seen: the slowed control was, and every cost's pairs, "
      + "were they slower by 20 %, would be flagged."),
  Column(
    "largest_slowdown_ratio", \.largestSlowdownNotExcluded,
    "Largest slowdown not excluded; INF where none is excluded.", .ratio),
  Column(
    "cpu_change_ratio", \.cpu.change,
    "The change of CPU per operation that was measured: what was injected, and noise.", .ratio),
  Column("wall_s", \.wallSeconds, "How long the check took, without builds.", in: .cost),
  Column("remark", \.remark, "Why it is a harness error, or which control was broken."),
  Column("revision", \.revision, "The git revision that was checked."),
  Column("machine", \.machine, "Processor, cores, kernel and toolchain."),
]

/// The columns of each cost's finding. Rows that are older than these columns leave them empty.
private let costColumns: [Column<LedgerRow>] = [
  Column("cpu_verdict", \.cpu.verdict, "Of CPU per operation: pass, regression or inconclusive."),
  Column("cpu_low_ratio", \.cpu.low, "Lower end of its interval.", .ratio),
  Column("cpu_high_ratio", \.cpu.high, "Upper end of its interval.", .ratio),
  Column("wall_verdict", \.wall.verdict, "Of wall time per operation: the same."),
  Column("wall_change_ratio", \.wall.change, "The change of it that was measured.", .ratio),
  Column("wall_low_ratio", \.wall.low, "Lower end of its interval.", .ratio),
  Column("wall_high_ratio", \.wall.high, "Upper end of its interval.", .ratio),
  Column("injected_percent", \.injectedPercent, "What the slowdown cost right before the check."),
  Column("percent_after", \.percentAfter, "What the same slowdown cost right after it."),
]
