internal import CheckVerdicts
internal import Foundation
internal import Report
internal import Tables

/// What a check leaves in its folder; whatever ends it, the files that are there are complete.
struct CheckFiles {
  private let directory: CheckDirectory
  private var manifest: CheckManifest
  private var trials: TableFile<CheckTrial>?

  /// Begins the folder with what is known before the first pair.
  init(
    _ directory: CheckDirectory, _ manifest: CheckManifest, counts: [ExactCount]
  ) throws(CheckFailure) {
    self.directory = directory
    self.manifest = manifest
    try directory.begin()
    try write(manifest)
    try directory.write(Data(Table(counts).csv.utf8), as: "counts.csv")
    var file: TableFile<CheckTrial>?
    try directory.attempt("write samples.csv in") {
      file = try TableFile(creating: directory.url.appending(path: "samples.csv"))
    }
    trials = file
  }

  /// Appends a pair's rows; they are on the disk when this returns.
  func append(_ rows: [CheckTrial]) throws(CheckFailure) {
    try directory.attempt("write samples.csv in") {
      for row in rows { try trials?.append(row) }
      try trials?.synchronize()
    }
  }

  /// Writes what the check came to, in every form.
  mutating func finish(
    _ result: CheckResult, _ samples: [CheckTrial]
  ) throws(CheckFailure) -> CheckEnding {
    try directory.attempt("write samples.csv in") { try trials?.close() }
    manifest.endedAt = Date()
    try write(manifest)
    let ending = try directory.answer(result, manifest)
    for arm in CheckArm.allCases {
      let text = BenchmarkText(samples, arm: arm, of: result, manifest: manifest).text
      try directory.write(Data(text.utf8), as: "\(arm.rawValue).txt")
    }
    return ending
  }

  private func write(_ manifest: CheckManifest) throws(CheckFailure) {
    var bytes = Data()
    try directory.attempt("describe") { bytes = try JSONFile.encode(manifest) }
    try directory.write(bytes, as: "check.json")
  }
}

extension CheckDirectory {
  /// Writes what a check of either kind came to.
  func answer(
    _ result: CheckResult, _ manifest: CheckManifest?
  ) throws(CheckFailure) -> CheckEnding {
    let report = CheckReport(result, manifest: manifest)
    try write(Data(Table(result.findings).csv.utf8), as: "comparison.csv")
    try write(Data(report.markdown.utf8), as: "report.md")
    try write(Data(report.terminal(.plain).utf8), as: "report.txt")
    try write(Data(report.junit.utf8), as: "junit.xml")
    return CheckEnding(result: result, report: report, directory: self)
  }
}
