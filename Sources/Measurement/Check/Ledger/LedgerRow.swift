public import Foundation

/// One finished check of a study of the check itself: a line of its ledger.
///
/// Names no host: ledgers are published.
public struct LedgerRow: Sendable, Equatable {
  /// What a study asks of the check.
  public enum Kind: String, Codable, Sendable, CaseIterable, ColumnValue {
    /// Identical arms: how often is there a false alarm?
    case falseAlarms = "aa"
    /// The same while another process keeps one core busy.
    case underLoad = "aa-under-load"
    /// A slowdown is injected: how often is it found?
    case power
  }

  // MARK: Which check it was.
  public var kind: Kind
  /// What is checked, in `sessions`.
  public var strategy: String
  /// The slowdown that was injected, in percent; 0 for identical arms.
  public var slowdownPercent: Double
  public var budgetSeconds: Double
  /// How many checks the study has, fixed before its first; those that say nothing are run beside.
  public var plannedCount: Int
  /// The check's number in its study, from 0.
  public var number: Int
  public var seed: UInt64

  // MARK: What it came to.
  /// When it was finished, as ISO 8601 writes it.
  public var date: String
  public var outcome: CheckOutcome
  /// Whether a slowdown could have been seen; only such checks count.
  public var couldReject: Bool
  public var largestSlowdownNotExcluded: Double?
  /// The change of CPU per operation that the check measured of its first subject.
  public var cpuChange: Double?
  public var wallSeconds: Double?
  /// Why it is a harness error, or which control was broken, in one line.
  public var remark: String?
  /// What the check said of CPU per operation; of older rows it is not known.
  public var cpuVerdict: CheckVerdict?
  public var cpuLow: Double?
  public var cpuHigh: Double?
  /// What it said of wall time per operation.
  public var wallVerdict: CheckVerdict?
  public var wallChange: Double?
  public var wallLow: Double?
  public var wallHigh: Double?
  /// What the injected slowdown cost when it was tuned, right before the check, in percent.
  public var injectedPercent: Double?
  /// What the same steps cost right after it.
  public var percentAfter: Double?

  // MARK: What it ran on.
  public var revision: String?
  /// The machine without anything that identifies it: model, cores, kernel, toolchain.
  public var machine: String?

  init(study: Study, number: Int, seed: UInt64, outcome: CheckOutcome, couldReject: Bool) {
    kind = study.kind
    strategy = study.strategy
    slowdownPercent = study.slowdownPercent
    budgetSeconds = study.budgetSeconds
    plannedCount = study.plannedCount
    self.number = number
    self.seed = seed
    date = ""
    self.outcome = outcome
    self.couldReject = couldReject
    machine = study.processor
  }

  public var study: Study {
    Study(
      kind: kind, strategy: strategy, slowdownPercent: slowdownPercent,
      budgetSeconds: budgetSeconds, plannedCount: plannedCount,
      processor: machine.flatMap(Study.processor(in:)))
  }
}

/// Checks of one kind on one machine, whose number is fixed before the first of them.
public struct Study: Hashable, Sendable {
  public let kind: LedgerRow.Kind
  public let strategy: String
  public let slowdownPercent: Double
  public let budgetSeconds: Double
  public let plannedCount: Int
  /// Its model and cores: how often a check errs hangs on them, so on another one it is another
  /// study. Nil where it is not known.
  public let processor: String?

  public init(
    kind: LedgerRow.Kind, strategy: String, slowdownPercent: Double, budgetSeconds: Double,
    plannedCount: Int, processor: String? = nil
  ) {
    precondition(plannedCount > 0, "a study has at least one check")
    precondition(kind == .power || slowdownPercent == 0, "identical arms are not slowed down")
    self.kind = kind
    self.strategy = strategy
    self.slowdownPercent = slowdownPercent
    self.budgetSeconds = budgetSeconds
    self.plannedCount = plannedCount
    self.processor = processor
  }

  /// The same study on that machine.
  public func on(_ machine: Machine) -> Study {
    Study(
      kind: kind, strategy: strategy, slowdownPercent: slowdownPercent,
      budgetSeconds: budgetSeconds, plannedCount: plannedCount,
      processor: Self.processor(in: machine.nameInLedgers))
  }

  /// Of a machine as a ledger names it, what does not change with every update.
  static func processor(in machine: String) -> String? {
    if machine.isEmpty { return nil }
    let parts = machine.components(separatedBy: ", ")
    let cores = parts.firstIndex { $0.hasSuffix(Machine.coresUnit) }
    return cores.map { parts[...$0].joined(separator: ", ") } ?? machine
  }

  /// Whether both ask the same, however many checks each of them has.
  func asksSame(as other: Study) -> Bool {
    kind == other.kind && strategy == other.strategy && slowdownPercent == other.slowdownPercent
      && budgetSeconds == other.budgetSeconds && processor == other.processor
  }
}

extension LedgerRow {
  /// How much more than was injected a check may have measured, as a share of the injected.
  private static let excess = 0.1
  /// How much less a slowdown may cost after the check than it is named for, as a share of that.
  private static let shrinkage = 0.2

  /// Whether the slowdown had become another one by the check's end, whatever the check said.
  var isShrunk: Bool {
    percentAfter.map { $0 < slowdownPercent * (1 - Self.shrinkage) } ?? false
  }

  /// Whether the check flagged what its study asks about: CPU per operation of an injected
  /// slowdown, anything at all of identical arms.
  ///
  /// Rows that are older than the verdicts have the check's own word only.
  var isHit: Bool {
    let isByCPU = cpuVerdict.map { $0 == .regression } ?? true
    return outcome == .regression && (kind != .power || isByCPU)
  }

  /// Whether the check says something of the rate that its study is after.
  ///
  /// Chosen against the check. Of identical arms those checks count that could have rejected, since
  /// others would make false alarms look rare; and those that did reject could. One whose
  /// instrument was invalid could not: it would have said so, whatever it had found. Of a slowdown
  /// every check counts, blind and failed ones as misses, but for those that found it in CPU time
  /// and measured more than a tenth more than was injected: the machine had made it a larger one,
  /// which is the easier to find. Found or not, a check does not count after which the slowdown,
  /// measured anew, costs less by over a fifth: it was not one of that size.
  public var counts: Bool {
    switch kind {
    case .falseAlarms, .underLoad:
      (couldReject && outcome != .instrumentInvalid) || outcome == .regression
    case .power:
      !isShrunk
        && (!isHit
          || cpuChange.map { ($0 - 1) * 100 <= slowdownPercent * (1 + Self.excess) } ?? true)
    }
  }

  /// Whether it is one of the checks that were planned, or is run beside them.
  ///
  /// Beside a busy process every check is: how often it can tell nothing is part of the answer.
  var fillsPlan: Bool { kind == .underLoad || counts }

  /// Describes a finished check; seconds are wall time, without the builds.
  public init(
    study: Study, number: Int, seed: UInt64, result: CheckResult, finishedAt: Date,
    wallSeconds: Double?, revision: String?, machine: Machine
  ) {
    self.init(
      study: study, number: number, seed: seed, outcome: result.outcome,
      couldReject: result.couldReject)
    largestSlowdownNotExcluded = result.largestSlowdownNotExcluded
    let cpu = result.subjectFinding(of: .cpu)
    cpuChange = cpu?.change
    cpuVerdict = cpu?.verdict
    cpuLow = cpu?.changeLow
    cpuHigh = cpu?.changeHigh
    let wall = result.subjectFinding(of: .wall)
    wallVerdict = wall?.verdict
    wallChange = wall?.change
    wallLow = wall?.changeLow
    wallHigh = wall?.changeHigh
    let broken = result.controls.first { $0.control == .broken }
    remark = result.faults.first?.description ?? broken?.brokenSentence
    describe(finishedAt, wallSeconds, revision, machine)
  }

  /// Describes a check that could not even begin to measure, and why.
  public init(
    study: Study, number: Int, seed: UInt64, refusal: String, finishedAt: Date,
    wallSeconds: Double?, revision: String?, machine: Machine
  ) {
    self.init(
      study: study, number: number, seed: seed, outcome: .harnessError, couldReject: false)
    remark = refusal
    describe(finishedAt, wallSeconds, revision, machine)
  }

  private mutating func describe(
    _ finishedAt: Date, _ wallSeconds: Double?, _ revision: String?, _ machine: Machine
  ) {
    date = finishedAt.ISO8601Format()
    self.wallSeconds = wallSeconds
    self.revision = revision
    self.machine = machine.nameInLedgers
  }
}

extension CheckResult {
  /// What was found of the first subject by the gate.
  fileprivate func subjectFinding(of gate: CheckGate) -> CheckFinding? {
    findings.first { $0.role == .subject && $0.metric == gate.metric }
  }
}

extension CheckFinding {
  /// Which control it is, and what it showed.
  fileprivate var brokenSentence: String {
    let ends = [changeLow, changeHigh].map { $0?.cellText ?? "unknown" }
    return "control broken: \(role.rawValue), \(stage?.rawValue ?? "only") stage, \(metric) changed"
      + " by a ratio from \(ends[0]) to \(ends[1])"
  }
}

extension Machine {
  fileprivate static let coresUnit = " cores"

  /// Without anything that identifies it: model, cores, kernel, toolchain.
  fileprivate var nameInLedgers: String {
    [cpuModel, coresCount.map { "\($0)\(Self.coresUnit)" }, kernel, toolchain]
      .compactMap { $0 }.joined(separator: ", ")
  }
}

extension LedgerRow: TableRow {
  public static let columns: [Column<LedgerRow>] = studyColumns + outcomeColumns + costColumns

  public static var blank: LedgerRow {
    LedgerRow(
      study: Study(
        kind: .falseAlarms, strategy: "", slowdownPercent: 0, budgetSeconds: 0, plannedCount: 1),
      number: 0, seed: 0, outcome: .pass, couldReject: false)
  }
}

/// Which check it was.
private let studyColumns: [Column<LedgerRow>] = [
  Column(
    required: "kind", \.kind,
    "aa: identical arms; aa-under-load: the same beside a busy process; power: a slowdown is "
      + "injected."),
  Column(required: "strategy", \.strategy, "What was checked, in `sessions`."),
  Column(
    required: "slowdown_percent", \.slowdownPercent, "The injected slowdown, in percent."),
  Column(required: "budget_s", \.budgetSeconds, "Seconds that the check was given."),
  Column(
    required: "planned_count", \.plannedCount,
    "Checks of the study, fixed before its first; those that say nothing are run beside them.",
    .count),
  Column(required: "number", \.number, "The check's number in its study, from 0."),
  Column(required: "seed", \.seed, "What every random choice of the check was drawn from."),
]

/// What it came to, and on what.
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
    "cpu_change_ratio", \.cpuChange,
    "The change of CPU per operation that was measured: what was injected, and noise.", .ratio),
  Column("wall_s", \.wallSeconds, "How long the check took, without builds."),
  Column("remark", \.remark, "Why it is a harness error, or which control was broken."),
  Column("revision", \.revision, "The git revision that was checked."),
  Column("machine", \.machine, "Processor, cores, kernel and toolchain."),
]

/// What it said of each cost; rows that are older than these columns leave them empty.
private let costColumns: [Column<LedgerRow>] = [
  Column("cpu_verdict", \.cpuVerdict, "Of CPU per operation: pass, regression or inconclusive."),
  Column("cpu_low_ratio", \.cpuLow, "Lower end of its interval.", .ratio),
  Column("cpu_high_ratio", \.cpuHigh, "Upper end of its interval.", .ratio),
  Column("wall_verdict", \.wallVerdict, "Of wall time per operation: the same."),
  Column("wall_change_ratio", \.wallChange, "The change of it that was measured.", .ratio),
  Column("wall_low_ratio", \.wallLow, "Lower end of its interval.", .ratio),
  Column("wall_high_ratio", \.wallHigh, "Upper end of its interval.", .ratio),
  Column("injected_percent", \.injectedPercent, "What the slowdown cost right before the check."),
  Column("percent_after", \.percentAfter, "What the same slowdown cost right after it."),
]
