public import Foundation
internal import Statistics
internal import Tables

/// The ledger of one study, to which finished checks are appended and from which nothing is taken.
///
/// A study may be stopped at any moment and gone on with later. A line that a crash tore is cut
/// off, `wasTorn` says so, and its check is run again under the same seed: the seed follows from
/// the check's number, so that nothing is gained by tearing. Belongs to one thread.
public final class Ledger {
  /// Why a ledger cannot be gone on with; its whole lines are left as they are.
  public enum Failure: Error, Equatable, Sendable {
    /// The file has checks of the same study with another number of them planned.
    case replanned(planned: Int, asked: Int)
    /// A row is not the study's next one.
    case notNext(number: Int, expected: Int)
    /// A row is not one of this study.
    case otherStudy
    case complete(plannedCount: Int)
  }

  public let study: Study
  /// Whether the file's last line was torn and cut off.
  public let wasTorn: Bool
  private let file: TableFile<LedgerRow>
  private let seed: UInt64
  /// How many checks of the study are in the file.
  public private(set) var finishedCount: Int
  /// How many of them are of those that were planned.
  public private(set) var plannedDoneCount: Int

  /// Goes on with the ledger at `url`, which may hold other studies as well, or begins it.
  public init(of study: Study, at url: URL, seed: UInt64) throws {
    self.study = study
    self.seed = seed
    let isNew = !FileManager.default.fileExists(atPath: url.path)
    file = try isNew ? TableFile(creating: url) : TableFile(resuming: url)
    wasTorn = file.existing.tornLine != nil
    let rows = file.existing.rows.filter { $0.study.asksSame(as: study) }
    if let other = rows.first(where: { $0.plannedCount != study.plannedCount }) {
      throw Failure.replanned(planned: other.plannedCount, asked: study.plannedCount)
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

  /// What the check of that number draws everything from.
  public func seed(of number: Int) -> UInt64 {
    var generator = SeededGenerator(seed: seed, stream: UInt64(number))
    return generator.next()
  }

  /// Appends a finished check, and returns when it is on the disk.
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
