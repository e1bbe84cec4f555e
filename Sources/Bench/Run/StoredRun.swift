internal import Foundation
public import Scenarios
internal import Tables
package import TrialRows
public import Trials

/// A complete run, read from its folder.
public struct StoredRun: Sendable {
  public let report: RunReport

  /// Reads the run. Refuses one that is not complete or has lost rows: neither has a result.
  public init(_ directory: RunDirectory, _ contenders: Contenders) throws(RunFailure) {
    let plan = try directory.storedPlan()
    let manifest = try directory.storedManifest(of: plan)
    guard manifest.outcome == .complete else {
      throw .failed("\(directory.path) holds a run that is not complete: nothing to report yet")
    }
    let rows = try directory.wholeSummary(
      of: manifest, expected: directory.coverage(of: plan, manifest, contenders))
    guard rows.contains(where: \.isPrimary) else {
      throw .failed("\(directory.path): no block of this run counts, so it compares nothing")
    }
    report = RunReport(
      RunFindings(
        rows: rows, plan: manifest.comparison, question: plan.question(contenders),
        missingResults: manifest.missingResults ?? []),
      manifest: manifest)
  }
}

extension RunDirectory {
  /// The comparisons that the summary must have: those of the samples, or if these are not kept,
  /// those of the plan.
  fileprivate func coverage(
    of plan: RunPlan, _ manifest: RunManifest, _ contenders: Contenders
  ) throws(RunFailure) -> SummaryCoverage {
    guard FileManager.default.fileExists(atPath: samples.path) else {
      return SummaryCoverage(of: plan, without: manifest.missingResults ?? [], contenders)
    }
    let rows = try admittedSamples(of: plan, runID: manifest.runID, contenders)
    return SummaryCoverage(of: rows, by: manifest.comparison)
  }

  /// The rows of the summary. Throws unless they are the expected ones.
  fileprivate func wholeSummary(
    of manifest: RunManifest, expected: SummaryCoverage
  ) throws(RunFailure) -> [SummaryRow] {
    let rows = try attempt("read summary.csv in") {
      try Table<SummaryRow>(csv: [UInt8](Data(contentsOf: summary))).rows
    }
    let isOfThisRelease = manifest.schemaVersion == RunManifest.currentSchemaVersion
    let found = SummaryCoverage(of: rows)
    if let fault = expected.fault(of: found, isOfThisRelease: isOfThisRelease) {
      throw .failed("\(path)/summary.csv \(fault)")
    }
    return rows
  }

  /// The samples of a complete run. Throws if a row is missing, doubled or of another run; the
  /// summary shows whether the last blocks are there.
  package func wholeSamples(
    of plan: RunPlan, _ manifest: RunManifest, _ contenders: Contenders
  ) throws(RunFailure) -> [TrialRow] {
    let rows = try admittedSamples(of: plan, runID: manifest.runID, contenders)
    _ = try wholeSummary(
      of: manifest, expected: SummaryCoverage(of: rows, by: manifest.comparison))
    return rows
  }

  /// The samples. Throws unless they have every planned block, and every added one up to the last.
  private func admittedSamples(
    of plan: RunPlan, runID: String, _ contenders: Contenders
  ) throws(RunFailure) -> [TrialRow] {
    let table = try attempt("read samples.csv in") {
      try Table<TrialRow>(csv: [UInt8](Data(contentsOf: samples)))
    }
    let planned = PlannedRows(of: plan, runID: runID, contenders)
    do {
      try planned.admit(table)
    } catch {
      throw .failed("\(path)/\(error)")
    }
    if let gap = planned.gap(in: table.rows) {
      throw .failed("\(path)/samples.csv is not whole: it has \(gap)")
    }
    return table.rows
  }
}
