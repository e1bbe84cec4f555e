public import Bench
internal import Foundation
internal import Probe
internal import Tables
public import Trials

/// The file of the history. It lies beside the runs.
public struct HistoryFile: Sendable {
  public static let standard = HistoryFile(path: "results/history.csv")

  public let path: String
  private var url: URL { URL(filePath: path) }

  public init(path: String) { self.path = path }

  /// Appends a run that is complete.
  public func add(_ run: RunReport) throws(RunFailure) -> Addition {
    guard let manifest = run.manifest else { throw .failed("the run says nothing of itself") }
    return try add(HistoryRow.rows(of: manifest, run.findings.rows))
  }

  /// What `add` did to the file.
  public struct Addition: Sendable, Equatable {
    /// How many rows were appended.
    public let rowsCount: Int
    /// The last line of the file, if it was torn and has been cut off.
    public let tornLine: Int?
  }

  /// Appends the rows of one run that the file lacks, and returns when they are on the disk.
  ///
  /// No complete line is ever removed. A run that was added in part is completed when it is added
  /// again; a line that a crash tore is cut off first.
  func add(_ run: [HistoryRow]) throws(RunFailure) -> Addition {
    guard let first = run.first else {
      throw .failed("\(path): the run compares nothing: there is nothing to add")
    }
    try attempt("create the folder of") {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    let claim = try FolderClaim.take(
      of: folder.path, orFail: "\(path): another guardbench writes in its folder")
    let added = try attempt("write") {
      let isNew = !FileManager.default.fileExists(atPath: url.path)
      let file = try isNew ? TableFile(creating: url) : TableFile<HistoryRow>(resuming: url)
      let kept = Set(file.existing.rows.filter { $0.run == first.run }.map(\.series))
      let missing = run.filter { !kept.contains($0.series) }
      guard !missing.isEmpty else {
        throw RunFailure.failed(
          "\(path): the run \(first.runID) of \(first.date) is in it already")
      }
      for row in missing { try file.append(row) }
      try file.close()
      return Addition(rowsCount: missing.count, tornLine: file.existing.tornLine)
    }
    // Held until the rows are on the disk.
    _ = consume claim
    return added
  }

  private var folder: URL { url.deletingLastPathComponent() }

  /// Reads every series, and the last line if it is torn.
  public func series() throws(RunFailure) -> (all: [HistorySeries], tornLine: Int?) {
    try attempt("read") {
      let bytes = [UInt8](try Data(contentsOf: url))
      let table = try Table<HistoryRow>(csv: bytes, skippingTornLine: true)
      return (HistorySeries.all(of: table.rows), table.tornLine)
    }
  }

  /// Runs work on the file; an error becomes one line that names the file.
  private func attempt<Answer>(_ verb: String, _ work: () throws -> Answer) throws(RunFailure)
    -> Answer
  {
    do {
      return try work()
    } catch let failure as RunFailure {
      throw failure
    } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
      throw .failed("there is no \(path): guardbench history add makes it")
    } catch let error as CocoaError {
      throw .failed(FileRefusal.line(verb, path, error))
    } catch {
      throw .failed("\(path): \(error)")
    }
  }
}
