public import Foundation
public import Tables
public import TrialRows

/// One finished check of a study: a line of its ledger.
///
/// It names no host, as ledgers are published.
public struct LedgerRow: Sendable, Equatable {
  /// The question of a study.
  public enum Kind: String, Codable, Sendable, CaseIterable, ColumnValue {
    /// How often is there a false alarm on identical arms?
    case falseAlarms = "aa"
    /// The same question, while another process keeps one core busy.
    case underLoad = "aa-under-load"
    /// How often is an injected slowdown found?
    case power
  }

  // MARK: Which check it was.
  public var study: Study
  /// The number of the check in its study, from 0.
  public var number: Int
  public var seed: UInt64

  // MARK: The outcome.
  /// When it was finished, as ISO 8601 writes it.
  public var date: String
  public var outcome: CheckOutcome
  /// Whether the check could have seen a slowdown. Only such checks count.
  public var couldReject: Bool
  public var largestSlowdownNotExcluded: Double?
  public var wallSeconds: Double?
  /// Why it is a harness error, or which control was broken; one line.
  public var remark: String?
  /// The finding of CPU per operation.
  public var cpu = LedgerCost()
  /// The finding of wall time per operation.
  public var wall = LedgerCost()
  /// The cost of the injected slowdown right before the check, in percent.
  public var injectedPercent: Double?
  /// The cost of the same steps right after it.
  public var percentAfter: Double?

  // MARK: The machine.
  public var revision: String?
  /// The model, cores, kernel and toolchain of the machine, which do not identify it.
  public var machine: String? {
    didSet { study.processor = machine.flatMap(Study.processor(in:)) }
  }

  package init(study: Study, number: Int, seed: UInt64, outcome: CheckOutcome, couldReject: Bool) {
    self.study = study
    self.number = number
    self.seed = seed
    date = ""
    self.outcome = outcome
    self.couldReject = couldReject
    machine = study.processor
  }
}

extension LedgerRow {
  /// How much more than the injected slowdown a check may have measured, as a share of it.
  private static let excess = 0.1
  /// How much less than its nominal size a slowdown may cost after the check, as a share of it.
  private static let shrinkage = 0.2

  /// Whether the slowdown had become too small by the end of the check, whatever its outcome.
  var isShrunk: Bool {
    percentAfter.map { $0 < study.slowdownPercent * (1 - Self.shrinkage) } ?? false
  }

  /// Whether the check flagged what its study asks about: any metric of identical arms, CPU per
  /// operation of an injected slowdown.
  ///
  /// For rows that are older than the verdicts it is the outcome alone.
  var isHit: Bool {
    let isByCPU = cpu.verdict.map { $0 == .regression } ?? true
    return outcome == .regression && (study.kind != .power || isByCPU)
  }

  /// Whether the check counts for the rate that its study measures. The rules are chosen so that
  /// they do not flatter the check.
  ///
  /// Identical arms: a check counts if it could have rejected, as others would make false alarms
  /// look rare. A check that did reject could. A check with an invalid instrument could not, as it
  /// would have had that outcome whatever it found.
  ///
  /// A slowdown: every check counts, blind and failed ones as misses. Two kinds do not. A check
  /// that found it in CPU time and measured over a tenth more than was injected met a larger
  /// slowdown, which is easier to find. And if the slowdown costs over a fifth less after the
  /// check, it was not one of that size.
  public var counts: Bool {
    switch study.kind {
    case .falseAlarms, .underLoad:
      (couldReject && outcome != .instrumentInvalid) || outcome == .regression
    case .power:
      !isShrunk
        && (!isHit
          || cpu.change.map { ($0 - 1) * 100 <= study.slowdownPercent * (1 + Self.excess) } ?? true)
    }
  }

  /// Whether it counts as one of the planned checks. Beside a busy process every check does: how
  /// often a check can tell nothing is part of the result there.
  var fillsPlan: Bool { study.kind == .underLoad || counts }

  /// The row of a finished check. Its seconds are wall time without the builds.
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

  /// The row of a check that failed before it measured anything, with the reason.
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
  /// The control and its change in words.
  fileprivate var brokenSentence: String {
    let ends = [changeLow, changeHigh].map { $0?.cellText ?? "unknown" }
    return "control broken: \(role.rawValue), \(stage?.rawValue ?? "only") stage, \(metric) changed"
      + " by a ratio from \(ends[0]) to \(ends[1])"
  }
}
