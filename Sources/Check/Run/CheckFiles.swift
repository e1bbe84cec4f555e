internal import CheckVerdicts
internal import Foundation
internal import Report
internal import Tables
internal import Trials

/// The files that a check writes into its folder. Each file there is complete, however the check
/// ends.
struct CheckFiles {
  private let directory: CheckDirectory
  private var manifest: CheckManifest
  private let trials: TableFile<CheckTrial>

  /// Makes the folder and writes what is known before the first pair.
  init(
    _ directory: CheckDirectory, _ manifest: CheckManifest, counts: [ExactCount]
  ) throws(RunFailure) {
    self.directory = directory
    self.manifest = manifest
    try directory.begin()
    try Self.write(manifest, in: directory)
    try directory.write(Data(Table(counts).csv.utf8), as: "counts.csv")
    trials = try directory.attempt("write samples.csv in") {
      try TableFile(creating: directory.url.appending(path: "samples.csv"))
    }
  }

  /// Appends the rows of a pair and returns when they are on the disk.
  func append(_ rows: [CheckTrial]) throws(RunFailure) {
    try directory.attempt("write samples.csv in") {
      for row in rows { try trials.append(row) }
      try trials.synchronize()
    }
  }

  /// Writes the result in every format and returns its report.
  mutating func finish(
    _ result: CheckResult, _ samples: [CheckTrial]
  ) throws(RunFailure) -> CheckReport {
    try directory.attempt("write samples.csv in") { try trials.close() }
    manifest.endedAt = Date()
    try Self.write(manifest, in: directory)
    let report = try directory.write(CheckReport(result, manifest: manifest))
    for arm in CheckArm.allCases {
      let text = BenchmarkText(samples, arm: arm, of: result, manifest: manifest).text
      try directory.write(Data(text.utf8), as: "\(arm.rawValue).txt")
    }
    return report
  }

  private static func write(
    _ manifest: CheckManifest, in directory: CheckDirectory
  ) throws(RunFailure) {
    let bytes = try directory.attempt("describe") {
      try JSONFile.encode(manifest, keys: .underscored)
    }
    try directory.write(bytes, as: "check.json")
  }
}

extension CheckDirectory {
  /// Writes a report in the formats that both kinds of checks have, and returns it.
  func write(_ report: CheckReport) throws(RunFailure) -> CheckReport {
    try write(Data(Table(report.result.findings).csv.utf8), as: "comparison.csv")
    try write(Data(report.markdown.utf8), as: "report.md")
    try write(Data(report.terminal(.plain).utf8), as: "report.txt")
    try write(Data(report.junit.utf8), as: "junit.xml")
    return report
  }
}
