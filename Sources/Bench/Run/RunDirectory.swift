public import Foundation
internal import Probe
public import Scenarios
internal import Tables
package import TrialRows
package import Trials

/// The folder of one run: `results/<run>/`. No other run overwrites a file in it.
public struct RunDirectory: Sendable {
  public let url: URL
  public var path: String { url.relativePath }
  /// The name of the run, which is that of its folder.
  public var runID: String { url.lastPathComponent }

  package var samples: URL { url.appending(path: "samples.csv") }
  var plan: URL { url.appending(path: "plan.json") }
  var summary: URL { url.appending(path: "summary.csv") }
  var manifest: URL { url.appending(path: "run.json") }

  /// `results/<UTC timestamp>-<seed>` below the current folder: the folder of a run for which none
  /// is named.
  public static func standard(seed: UInt64, at date: Date) -> RunDirectory {
    RunDirectory(path: "results/\(stamp(date))-\(seed)")
  }

  /// A date in the form that folder names have.
  package static func stamp(_ date: Date) -> String {
    date.formatted(
      Date.ISO8601FormatStyle(
        dateSeparator: .omitted, timeSeparator: .omitted, timeZone: .gmt))
  }

  public init(path: String) { url = URL(filePath: path) }

  /// Whether the folder has the plan and the manifest of a run, which a reader of its results
  /// needs.
  private var holdsDescription: Bool {
    [plan, manifest].allSatisfy { FileManager.default.fileExists(atPath: $0.path) }
  }

  /// Whether the folder holds a run that can be resumed. A start that failed on a full disk leaves
  /// none.
  public var holdsRun: Bool {
    [plan, manifest, samples].allSatisfy { FileManager.default.fileExists(atPath: $0.path) }
  }

  /// Makes the folder of a new run and stores its plan. Refuses a folder that has anything in it,
  /// except for the files of a start that failed.
  func begin(_ runPlan: RunPlan) throws(RunFailure) -> FolderClaim {
    try attempt("create") {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }
    let claim = try claim()
    guard try attempt("read", isFree) else {
      throw .failed("\(path) is not empty: nothing was written")
    }
    try attempt("clear", removeUnfinished)
    try write(try attempt("describe") { try JSONFile.encode(runPlan) }, as: "plan.json")
    return claim
  }

  private func isFree() throws -> Bool {
    let names = Set(try names().filter { !Self.isUnfinished($0) })
    guard names.contains("plan.json") else { return names.isEmpty }
    let isOurs = (try? JSONFile.decode(RunPlan.self, from: Data(contentsOf: plan))) != nil
    return isOurs && names.isSubset(of: ["plan.json", "run.json"])
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.path)
  }

  /// Whether a file is left over from an atomic write of Foundation during which the process was
  /// killed.
  private static func isUnfinished(_ name: String) -> Bool { name.hasPrefix(".dat.nosync") }

  private func removeUnfinished() throws {
    for name in try names() where Self.isUnfinished(name) {
      try FileManager.default.removeItem(at: url.appending(path: name))
    }
  }

  /// Takes the right to write in the folder, which one process at a time has.
  func claim() throws(RunFailure) -> FolderClaim {
    try .take(of: url.path, orFail: "\(path) is being written by another guardbench")
  }

  /// Reads the plan of the run in this folder.
  package func storedPlan() throws(RunFailure) -> RunPlan {
    guard holdsDescription else {
      throw .failed("\(path) holds no run: plan.json or run.json is missing")
    }
    return try attempt("read plan.json in") {
      try JSONFile.decode(RunPlan.self, from: Data(contentsOf: plan))
    }
  }

  /// Reads the manifest of the run in this folder. Throws unless it belongs to that plan.
  package func storedManifest(of plan: RunPlan) throws(RunFailure) -> RunManifest {
    let stored = try attempt("read run.json in") {
      try RunManifest(json: Data(contentsOf: manifest))
    }
    guard stored.seed == plan.seed, stored.comparison.strategies == plan.strategies,
      stored.comparison.mostBlocksCount == plan.reserve?.mostBlocks
    else {
      throw .failed("\(path): run.json and plan.json are of two runs")
    }
    return stored
  }

  /// Refuses rows that do not belong to the run.
  func admit(_ table: Table<TrialRow>, to planned: PlannedRows) throws(RunFailure) {
    do {
      try planned.admit(table)
    } catch {
      throw .failed("\(path)/\(error): take it out, or begin a new run")
    }
  }

  /// Refuses to resume a run whose plan is not the requested one. A request without a seed takes
  /// the stored one.
  public func admit(_ request: RunRequest, _ contenders: Contenders) throws {
    let stored = try storedPlan()
    var request = request
    request.seed = request.seed ?? stored.seed
    guard try request.plan(contenders) == stored else {
      throw UsageError.other(
        "\(path) holds a run with another plan: resume it by --resume \(path), or name"
          + " another folder")
    }
  }

  /// The names of the files in one of its folders; none if it lacks the folder.
  func names(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: url.appending(path: folder).path)) ?? []
  }

  /// Makes a folder in it, unless it exists.
  func makeFolder(_ name: String) throws(RunFailure) {
    try attempt("create \(name) in") {
      try FileManager.default.createDirectory(
        at: url.appending(path: name), withIntermediateDirectories: true)
    }
  }

  func write(_ bytes: Data, as name: String) throws(RunFailure) {
    // Atomic: a reader finds either the old file or the new one, also after a crash.
    try attempt("write \(name) in") {
      try bytes.write(to: url.appending(path: name), options: .atomic)
    }
  }

  /// Runs work on the folder; an error becomes one line that names the folder.
  func attempt<Value>(_ verb: String, _ work: () throws -> Value) throws(RunFailure) -> Value {
    try RunFailure.attempt(verb, path, remedy: remedy, work)
  }

  /// What to do if the disk takes no more; nil for other errors.
  private func remedy(for code: Int32) -> String? {
    let step: String
    switch POSIXErrorCode(rawValue: code) {
    case .ENOSPC, .EDQUOT: step = "make room"
    case .EFBIG: step = "raise the limit of a file's size (ulimit -f)"
    default: return nil
    }
    return "\(step), then begin it again or resume it (--resume \(path))"
  }
}
