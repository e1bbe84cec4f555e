public import Foundation

/// Appends rows to a CSV file so that a crash at any moment leaves complete rows.
///
/// Every row goes out in one write, after the one before it; a write that fails (a full disk) is
/// cut off again. Belongs to one thread.
public final class TableFile<Row: TableRow> {
  public let url: URL
  /// What the file held when it was resumed; its `tornLine` says whether a line was cut off.
  public let existing: Table<Row>
  private let handle: FileHandle
  private var end: UInt64

  /// Begins a new file with its header; an existing one is never written over.
  public init(creating url: URL) throws {
    let header = Data(Table<Row>.header.utf8)
    let isNew = !FileManager.default.fileExists(atPath: url.path)
    do {
      try header.write(to: url, options: .withoutOverwriting)
    } catch {
      // A disk that had no room for the header leaves no file without one.
      if isNew { try? FileManager.default.removeItem(at: url) }
      throw error
    }
    self.url = url
    existing = Table([])
    handle = try FileHandle(forWritingTo: url)
    end = try handle.seekToEnd()
  }

  /// Goes on with a file that an earlier run left, its torn last line cut off.
  ///
  /// The file must have this release's columns in their order, as rows are appended below its
  /// header.
  public init(resuming url: URL) throws {
    self.url = url
    let bytes = [UInt8](try Data(contentsOf: url))
    existing = try Table<Row>(csv: bytes, skippingTornLine: true)
    guard bytes.starts(with: Table<Row>.header.utf8) else { throw OtherColumns(path: url.path) }
    handle = try FileHandle(forWritingTo: url)
    end = UInt64(existing.completeBytesCount)
    try handle.truncate(atOffset: end)
  }

  /// Writes one complete row; after a failure the file ends with the row before it.
  public func append(_ row: Row) throws {
    let line = Data(Table<Row>.line(for: row).utf8)
    do {
      try handle.write(contentsOf: line)
      end += UInt64(line.count)
    } catch {
      try? handle.truncate(atOffset: end)
      throw error
    }
  }

  /// Returns when everything written so far is on the disk; called where a block ends.
  public func synchronize() throws {
    try handle.synchronize()
  }

  /// Synchronizes and gives the descriptor back.
  public func close() throws {
    try handle.synchronize()
    try handle.close()
  }
}

/// A file to be resumed was written with other columns than this release has.
public struct OtherColumns: Error, CustomStringConvertible {
  public let path: String
  public var description: String {
    "\(path) was written by another release (its columns differ): begin a new run"
  }
}
