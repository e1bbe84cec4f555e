public import Bench
internal import Foundation
internal import Probe
internal import Tables
internal import Trials

/// The file that the history is kept in, beside the runs.
public struct HistoryFile: Sendable {
  public static let standard = HistoryFile(path: "results/history.csv")

  public let path: String
  private var url: URL { URL(filePath: path) }

  public init(path: String) { self.path = path }

  /// Appends a run that is complete; returns how many rows it has added, and the torn line that it
  /// has cut off, if there was one.
  public func add(_ run: RunReport) throws(RunFailure) -> (rowsCount: Int, tornLine: Int?) {
    guard let manifest = run.manifest else { throw .file("the run says nothing of itself") }
    let rows = HistoryRow.rows(of: manifest, run.findings.rows)
    try attempt("create the folder of") {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    let claim = try claim()
    let added = try attempt("write") {
      let log = try HistoryLog(at: url)
      return (rowsCount: try log.add(rows), tornLine: log.tornLine)
    }
    // Held until the rows are on the disk.
    _ = consume claim
    return added
  }

  private var folder: URL { url.deletingLastPathComponent() }

  /// Takes the right to write beside the file, which one process at a time has.
  private func claim() throws(RunFailure) -> FolderClaim {
    do {
      if let claim = try FolderClaim.take(of: folder.path) { return claim }
    } catch {
      throw .file("cannot \(error)")
    }
    throw .file("\(path): another guardbench writes in its folder")
  }

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
      throw .file("there is no \(path): guardbench history add makes it")
    } catch let error as CocoaError {
      throw .file(FileRefusal.line(verb, path, error))
    } catch {
      throw .file("\(path): \(error)")
    }
  }
}
