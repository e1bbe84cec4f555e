public import Foundation
internal import Probe
public import Scenarios
internal import Tables
package import TrialRows
package import Trials

/// The folder of one run: `results/<run>/`. Nothing in it is ever overwritten by another run.
public struct RunDirectory: Sendable {
  public let url: URL
  public var path: String { url.relativePath }
  /// Names the run, as its folder is named.
  public var runID: String { url.lastPathComponent }

  package var samples: URL { url.appending(path: "samples.csv") }
  var plan: URL { url.appending(path: "plan.json") }
  var summary: URL { url.appending(path: "summary.csv") }
  var manifest: URL { url.appending(path: "run.json") }

  /// `results/<UTC timestamp>-<seed>` below the current folder, where the user names none.
  public static func standard(seed: UInt64, at date: Date) -> RunDirectory {
    RunDirectory(path: "results/\(stamp(date))-\(seed)")
  }

  /// A date as the names of folders have it.
  package static func stamp(_ date: Date) -> String {
    date.formatted(
      Date.ISO8601FormatStyle(
        dateSeparator: .omitted, timeSeparator: .omitted, timeZone: .gmt))
  }

  public init(path: String) { url = URL(filePath: path) }

  /// Whether a run was planned and described here: what a reader of its results needs.
  private var holdsDescription: Bool {
    [plan, manifest].allSatisfy { FileManager.default.fileExists(atPath: $0.path) }
  }

  /// Whether a run was begun here; what a start left for which the disk had no room is none.
  public var holdsRun: Bool {
    [plan, manifest, samples].allSatisfy { FileManager.default.fileExists(atPath: $0.path) }
  }

  /// Makes the folder for a new run and stores its plan; refuses a folder that has anything in it
  /// but what a start left that came to nothing.
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

  /// Whether a file is what an atomic write of Foundation's leaves if the process is killed in it.
  private static func isUnfinished(_ name: String) -> Bool { name.hasPrefix(".dat.nosync") }

  private func removeUnfinished() throws {
    for name in try names() where Self.isUnfinished(name) {
      try FileManager.default.removeItem(at: url.appending(path: name))
    }
  }

  /// Takes the right to write here, which one process at a time has.
  func claim() throws(RunFailure) -> FolderClaim {
    try .take(of: url.path, orFail: "\(path) is being written by another guardbench")
  }

  /// Reads the plan of a run that was begun here.
  package func storedPlan() throws(RunFailure) -> RunPlan {
    guard holdsDescription else {
      throw .failed("\(path) holds no run: plan.json or run.json is missing")
    }
    return try attempt("read plan.json in") {
      try JSONFile.decode(RunPlan.self, from: Data(contentsOf: plan))
    }
  }

  /// Reads what the run that was begun here says of itself, which has to be that plan's.
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

  /// Refuses rows that are none of the run's, whose plan is given.
  func admit(_ table: Table<TrialRow>, to planned: PlannedRows) throws(RunFailure) {
    do {
      try planned.admit(table)
    } catch {
      throw .failed("\(path)/\(error): take it out, or begin a new run")
    }
  }

  /// Refuses to go on with a run that is not the one now asked for. A seed that is not asked for is
  /// the stored one's.
  public func admit(_ request: RunRequest, _ contenders: Contenders) throws {
    let stored = try storedPlan()
    var request = request
    request.seed = request.seed ?? stored.seed
    guard try request.plan(contenders) == stored else {
      throw UsageError.other(
        "\(path) holds a run with another plan: go on with it by --resume \(path), or name"
          + " another folder")
    }
  }

  /// The names in one of its folders; none if there is no such folder.
  func names(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: url.appending(path: folder).path)) ?? []
  }

  /// Makes a folder in it, unless it is there.
  func makeFolder(_ name: String) throws(RunFailure) {
    try attempt("create \(name) in") {
      try FileManager.default.createDirectory(
        at: url.appending(path: name), withIntermediateDirectories: true)
    }
  }

  func write(_ bytes: Data, as name: String) throws(RunFailure) {
    // Atomic: a reader, or a crash, finds the old file or the new one.
    try attempt("write \(name) in") {
      try bytes.write(to: url.appending(path: name), options: .atomic)
    }
  }

  /// Does something with the folder; a refusal becomes one line that names it.
  func attempt<Value>(_ verb: String, _ work: () throws -> Value) throws(RunFailure) -> Value {
    try RunFailure.attempt(verb, path, remedy: remedy, work)
  }

  /// What helps where the disk takes no more; nil where nothing is known to.
  private func remedy(for code: Int32) -> String? {
    let step: String
    switch POSIXErrorCode(rawValue: code) {
    case .ENOSPC, .EDQUOT: step = "make room"
    case .EFBIG: step = "raise the limit of a file's size (ulimit -f)"
    default: return nil
    }
    return "\(step), then begin it or go on with it (--resume \(path))"
  }
}
