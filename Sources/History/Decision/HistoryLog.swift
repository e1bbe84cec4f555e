public import Foundation
internal import Tables

/// The history's file, to which runs are appended and from which nothing is taken.
///
/// A run whose adding was cut off is completed when it is added again; a line that a crash tore is
/// cut off first. Belongs to one thread.
public final class HistoryLog {
  /// Why a run is not added; the file's whole lines are left as they are.
  public enum Failure: Error, Equatable, Sendable {
    case alreadyAdded(runID: String, date: String)
    /// The run compares nothing.
    case nothingToAdd
  }

  private let file: TableFile<HistoryRow>

  /// Goes on with the file at `url`, or begins it.
  public init(at url: URL) throws {
    let isNew = !FileManager.default.fileExists(atPath: url.path)
    file = try isNew ? TableFile(creating: url) : TableFile(resuming: url)
  }

  /// The file's last line, if it was torn and cut off.
  public var tornLine: Int? { file.existing.tornLine }

  /// Appends the rows of one run and waits until they are on the disk. Returns how many there were
  /// to append.
  public func add(_ run: [HistoryRow]) throws -> Int {
    guard let first = run.first else { throw Failure.nothingToAdd }
    let kept = Set(file.existing.rows.filter { $0.run == first.run }.map(\.series))
    let missing = run.filter { !kept.contains($0.series) }
    guard !missing.isEmpty else {
      throw Failure.alreadyAdded(runID: first.runID, date: first.date)
    }
    for row in missing { try file.append(row) }
    try file.close()
    return missing.count
  }
}

extension HistoryLog.Failure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .alreadyAdded(let runID, let date): "the run \(runID) of \(date) is in it already"
    case .nothingToAdd: "the run compares nothing: there is nothing to add"
    }
  }
}
