public import Foundation
public import Tables
public import TrialRows

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
  public var wallSeconds: Double?
  /// Why it is a harness error, or which control was broken, in one line.
  public var remark: String?
  /// What it said of CPU per operation.
  public var cpu = LedgerCost()
  /// What it said of wall time per operation.
  public var wall = LedgerCost()
  /// What the injected slowdown cost when it was tuned, right before the check, in percent.
  public var injectedPercent: Double?
  /// What the same steps cost right after it.
  public var percentAfter: Double?

  // MARK: What it ran on.
  public var revision: String?
  /// The machine without anything that identifies it: model, cores, kernel, toolchain.
  public var machine: String?

  package init(study: Study, number: Int, seed: UInt64, outcome: CheckOutcome, couldReject: Bool) {
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
    let isByCPU = cpu.verdict.map { $0 == .regression } ?? true
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
          || cpu.change.map { ($0 - 1) * 100 <= slowdownPercent * (1 + Self.excess) } ?? true)
    }
  }

  /// Whether it is one of the checks that were planned, or is run beside them.
  ///
  /// Beside a busy process every check is: how often it can tell nothing is part of the answer.
  var fillsPlan: Bool { kind == .underLoad || counts }

  /// Describes a finished check; seconds are wall time, without the builds.
  public init(
    study: Study, number: Int, seed: UInt64, result: CheckResult, finishedAt: Date,
    wallSeconds: Double?, revision: String?, machine: MachineRecord
  ) {
    self.init(
      study: study, number: number, seed: seed, outcome: result.outcome,
      couldReject: result.couldReject)
    largestSlowdownNotExcluded = result.largestSlowdownNotExcluded
    cpu = LedgerCost(of: .cpu, in: result)
    wall = LedgerCost(of: .wall, in: result)
    let broken = result.controls.first { $0.control == .broken }
    remark = result.faults.first?.description ?? broken?.brokenSentence
    describe(finishedAt, wallSeconds, revision, machine)
  }

  /// Describes a check that could not even begin to measure, and why.
  public init(
    study: Study, number: Int, seed: UInt64, refusal: String, finishedAt: Date,
    wallSeconds: Double?, revision: String?, machine: MachineRecord
  ) {
    self.init(
      study: study, number: number, seed: seed, outcome: .harnessError, couldReject: false)
    remark = refusal
    describe(finishedAt, wallSeconds, revision, machine)
  }

  private mutating func describe(
    _ finishedAt: Date, _ wallSeconds: Double?, _ revision: String?, _ machine: MachineRecord
  ) {
    date = finishedAt.ISO8601Format()
    self.wallSeconds = wallSeconds
    self.revision = revision
    self.machine = machine.nameInLedgers
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
