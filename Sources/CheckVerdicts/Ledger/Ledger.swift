public import Foundation
internal import Statistics
internal import Tables

/// The ledger of one study. Finished checks are appended, and no row is ever removed.
///
/// A study may be stopped at any moment and resumed later. A line that a crash tore is cut off, and
/// its check is run again with the same seed: the seed follows from the check's number, so that
/// tearing a line gains nothing. A ledger belongs to one thread.
public final class Ledger {
  /// Why a ledger cannot be resumed. Its complete lines stay as they are.
  public enum Failure: Error, Equatable, Sendable {
    /// The file has rows of this study with another number of planned checks.
    case replanned(planned: Int, asked: Int)
    /// The number of a row is not the next one of the study.
    case notNext(number: Int, expected: Int)
    /// A row belongs to another study.
    case otherStudy
    case complete(plannedCount: Int)
  }

  public let study: Study
  private let file: TableFile<LedgerRow>
  private let seed: UInt64
  /// The number of the study's checks in the file.
  public private(set) var finishedCount: Int
  /// The number of planned checks among them.
  public private(set) var plannedDoneCount: Int

  /// Opens or makes the ledger at `url`, which may hold other studies as well.
  public init(of study: Study, at url: URL, seed: UInt64) throws {
    self.study = study
    self.seed = seed
    let isNew = !FileManager.default.fileExists(atPath: url.path)
    file = try isNew ? TableFile(creating: url) : TableFile(resuming: url)
    let rows = file.existing.rows.filter { $0.study.asksSame(as: study) }
    if let other = rows.first(where: { $0.study.plannedCount != study.plannedCount }) {
      throw Failure.replanned(planned: other.study.plannedCount, asked: study.plannedCount)
    }
    for (expected, row) in rows.enumerated() where row.number != expected {
      throw Failure.notNext(number: row.number, expected: expected)
    }
    finishedCount = rows.count
    plannedDoneCount = rows.count(where: \.fillsPlan)
  }

  public var isComplete: Bool { plannedDoneCount >= study.plannedCount }

  /// The number of the check to run next.
  public var nextNumber: Int { finishedCount }

  /// The seed of the check with that number.
  public func seed(of number: Int) -> UInt64 {
    var generator = SeededGenerator(seed: seed, stream: UInt64(number))
    return generator.next()
  }

  /// Appends a finished check and returns when it is on the disk.
  public func append(_ row: LedgerRow) throws {
    guard row.study == study else { throw Failure.otherStudy }
    guard !isComplete else { throw Failure.complete(plannedCount: study.plannedCount) }
    guard row.number == nextNumber else {
      throw Failure.notNext(number: row.number, expected: nextNumber)
    }
    try file.append(row)
    try file.synchronize()
    finishedCount += 1
    if row.fillsPlan { plannedDoneCount += 1 }
  }

  public func close() throws { try file.close() }
}

extension Ledger.Failure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .replanned(let planned, let asked):
      "the ledger's study has \(planned) checks planned, not \(asked): their number is fixed "
        + "before the first"
    case .notNext(let number, let expected):
      "the ledger holds check \(number) where \(expected) is next: it was changed by hand"
    case .otherStudy: "the check belongs to another study"
    case .complete(let plannedCount): "all \(plannedCount) checks of the study are in the ledger"
    }
  }
}
