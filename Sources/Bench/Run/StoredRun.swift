internal import Foundation
internal import Measurement
public import Report

/// A run that was measured earlier, read from its folder.
public struct StoredRun: Sendable {
  public let report: RunReport

  /// Reads a run that is complete; what another has measured is not a result yet.
  public init(_ directory: RunDirectory, _ contenders: Contenders) throws(RunFailure) {
    let plan = try directory.storedPlan()
    let manifest = try directory.attempt("read run.json in") {
      try RunManifest(json: Data(contentsOf: directory.manifest))
    }
    guard manifest.outcome == .complete else {
      throw .file("\(directory.path) holds a run that is not complete: nothing to report yet")
    }
    let rows = try directory.attempt("read summary.csv in") {
      try Table<SummaryRow>(csv: [UInt8](Data(contentsOf: directory.summary))).rows
    }
    report = RunReport(
      RunFindings(rows: rows, plan: manifest.comparison, question: plan.question(contenders)),
      manifest: manifest)
  }
}
