internal import CheckVerdicts
public import Foundation
internal import Statistics
import Tables

extension CheckReport {
  /// The whole result for other programs, with the names of comparison.csv.
  public func json() throws -> Data { try JSONFile.encode(CheckDocument(self)) }
}

/// A check as one object of JSON. Infinite stands as in the CSV, as `"INF"`.
private struct CheckDocument: Encodable {
  let report: CheckReport

  init(_ report: CheckReport) {
    self.report = report
  }

  private enum CodingKeys: String, CodingKey {
    case outcome, headline, method, reference, alpha, findings, faults, check
    case exitCode = "exit_code"
    case couldReject = "could_reject"
    case comparisonsCount = "comparisons_count"
    case largestSlowdown = "largest_slowdown_ratio"
    case newSubjects = "new_subjects"
  }

  func encode(to encoder: any Encoder) throws {
    let result = report.result
    var object = encoder.container(keyedBy: CodingKeys.self)
    try object.encode(result.outcome, forKey: .outcome)
    try object.encode(result.outcome.exitCode, forKey: .exitCode)
    try object.encode(report.headline, forKey: .headline)
    let largest = result.largestSlowdownNotExcluded
    if largest.isFinite {
      try object.encode(largest, forKey: .largestSlowdown)
    } else {
      try object.encode(largest.cellText, forKey: .largestSlowdown)
    }
    switch result.method {
    case .pairs: try object.encode("pairs", forKey: .method)
    case .storedRatios(let reference):
      try object.encode("stored_ratios", forKey: .method)
      try object.encode(reference, forKey: .reference)
    }
    try object.encode(result.couldReject, forKey: .couldReject)
    try object.encode(result.family.alpha, forKey: .alpha)
    try object.encode(result.family.comparisonsCount, forKey: .comparisonsCount)
    try object.encode(result.findings.map { RowObject($0) }, forKey: .findings)
    try object.encode(result.faults.map(\.description), forKey: .faults)
    try object.encode(result.newSubjects, forKey: .newSubjects)
    try object.encodeIfPresent(report.manifest, forKey: .check)
  }
}
