internal import CheckVerdicts
public import Foundation
internal import Statistics
import Tables

extension CheckReport {
  /// The whole result for other programs, with the names of comparison.csv. Infinite stands as in
  /// the CSV, as `"INF"`.
  public func json() throws -> Data {
    let slowdown = result.largestSlowdownNotExcluded
    let largest: any Encodable = slowdown.isFinite ? slowdown : slowdown.cellText
    let document: JSONObject = [
      "outcome": result.outcome, "exit_code": result.outcome.exitCode, "headline": headline,
      "largest_slowdown_ratio": largest,
      "method": reference == nil ? "pairs" : "stored_ratios", "reference": reference,
      "could_reject": result.couldReject, "alpha": result.family.alpha,
      "comparisons_count": result.family.comparisonsCount,
      "findings": result.findings.map { RowObject($0) },
      "faults": result.faults.map(\.description), "new_subjects": result.newSubjects,
      "check": manifest,
    ]
    return try JSONFile.encode(document, keys: .underscored)
  }

  /// What stored ratios are ratios to; nil where pairs are compared.
  private var reference: String? {
    if case .storedRatios(let reference) = result.method { reference } else { nil }
  }
}
