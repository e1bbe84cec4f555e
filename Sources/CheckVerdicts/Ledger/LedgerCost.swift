/// What a check said of one of its first subject's costs, as a ledger keeps it.
///
/// Everything is nil where the check was given up before it could say, and, but for the change of
/// CPU time, in rows that are older than the columns.
public struct LedgerCost: Sendable, Equatable {
  public var verdict: CheckVerdict?
  /// The change that was measured, as a ratio.
  public var change: Double?
  /// The ends of its interval.
  public var low: Double?
  public var high: Double?

  public init() {}

  /// What was found of the first subject by the gate.
  package init(of gate: CheckGate, in result: CheckResult) {
    let finding = result.findings.first { $0.role == .subject && $0.metric == gate.metric }
    verdict = finding?.verdict
    change = finding?.change
    low = finding?.changeLow
    high = finding?.changeHigh
  }
}
