internal import CheckVerdicts
public import Foundation
internal import Statistics
import Tables

extension CheckReport {
  /// The whole result as JSON, with the names of comparison.csv. An infinite number is written as
  /// `"INF"`, as in the CSV.
  public func json() throws -> Data {
    let slowdown = result.largestSlowdownNotExcluded
    let largest: any Encodable = slowdown.isFinite ? slowdown : slowdown.cellText
    let document: JSONObject = [
      "outcome": result.outcome, "exit_code": result.outcome.exitCode, "headline": headline,
      "largest_slowdown_ratio": largest,
      "method": reference == nil ? "pairs" : "stored_ratios", "reference": reference,
      "could_reject": result.couldReject, "alpha": result.family.alpha,
      "comparisons_count": result.family.comparisonsCount,
      "findings": result.findings.map { JSONObject($0) },
      "faults": result.faults.map(\.description), "new_subjects": result.newSubjects,
      "check": manifest,
    ]
    return try JSONFile.encode(document, keys: .underscored)
  }

  /// The reference strategy of stored ratios; nil if pairs are compared.
  private var reference: String? {
    if case .storedRatios(let reference) = result.method { reference } else { nil }
  }
}
