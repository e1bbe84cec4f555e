/// The finding of one cost of a check's first subject, as a ledger keeps it.
///
/// All values are nil if the check ended before it had the finding. Rows that are older than the
/// columns have only the change of CPU time.
public struct LedgerCost: Sendable, Equatable {
  public var verdict: CheckVerdict?
  /// The measured change, as a ratio.
  public var change: Double?
  /// The ends of its interval.
  public var low: Double?
  public var high: Double?

  public init() {}

  /// Takes the finding of the first subject under the gate.
  package init(of gate: CheckGate, in result: CheckResult) {
    let finding = result.findings.first { $0.role == .subject && $0.metric == gate.metric }
    verdict = finding?.verdict
    change = finding?.change
    low = finding?.changeLow
    high = finding?.changeHigh
  }
}
