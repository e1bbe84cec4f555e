public import Bench
internal import Foundation
internal import Probe
internal import Tables
public import Trials

/// The file that the history is kept in, beside the runs.
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

  /// What was done to the file.
  public struct Addition: Sendable, Equatable {
    /// How many rows were appended.
    public let rowsCount: Int
    /// The file's last line, if it was torn and is cut off.
    public let tornLine: Int?
  }

  /// Appends the rows of one run that the file lacks, and returns when they are on the disk.
  ///
  /// Nothing is ever taken from the file. A run whose adding was cut off is completed when it is
  /// added again; a line that a crash tore is cut off first.
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

  /// Every series in it, and the line that it breaks off in, if it does.
  public func series() throws(RunFailure) -> (all: [HistorySeries], tornLine: Int?) {
    try attempt("read") {
      let bytes = [UInt8](try Data(contentsOf: url))
      let table = try Table<HistoryRow>(csv: bytes, skippingTornLine: true)
      return (HistorySeries.all(of: table.rows), table.tornLine)
    }
  }

  /// A refusal becomes one line that names the file.
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
