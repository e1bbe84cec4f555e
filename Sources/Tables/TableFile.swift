public import Foundation

/// Appends rows to a CSV file so that a crash at any moment leaves complete rows.
///
/// Every row goes out in one write, after the one before it; a write that fails (a full disk) is
/// cut off again. A file that was there before keeps its own form: the order of its columns and its
/// line ends. Belongs to one thread.
public final class TableFile<Row: TableRow> {
  public let url: URL
  /// What the file held when it was resumed; its `tornLine` says whether a line was cut off.
  public let existing: Table<Row>
  private var handle: FileHandle
  private var form: TableForm<Row>
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
    form = .new
    handle = try FileHandle(forWritingTo: url)
    end = try handle.seekToEnd()
  }

  /// Goes on with a file that an earlier run left, its torn last line cut off.
  ///
  /// `check` sees what the file holds before anything in it is changed, and may refuse it.
  public init(resuming url: URL, check: (Table<Row>) throws -> Void = { _ in }) throws {
    // The file itself, where the path is a link to it: it may be replaced.
    self.url = url.resolvingSymlinksInPath()
    let bytes = [UInt8](try Data(contentsOf: url))
    existing = try Table<Row>(csv: bytes, skippingTornLine: true)
    try check(existing)
    form = existing.form
    handle = try FileHandle(forWritingTo: url)
    end = UInt64(existing.completeBytesCount)
    try handle.truncate(atOffset: end)
  }

  /// Writes one complete row; after a failure the file ends with the row before it.
  public func append(_ row: Row) throws {
    if !form.holds(row) { try widen() }
    let line = Data(form.line(for: row).utf8)
    do {
      try handle.seek(toOffset: end)
      try handle.write(contentsOf: line)
      end += UInt64(line.count)
    } catch {
      try? handle.truncate(atOffset: end)
      throw error
    }
  }

  /// Adds the columns that the file was written without, once: a reader, or a crash, finds the file
  /// with them or without.
  private func widen() throws {
    let bytes = try form.widen([UInt8](Data(contentsOf: url)))
    let attributes = try FileManager.default.attributesOfItem(atPath: url.path)
    try Data(bytes).write(to: url, options: .atomic)
    if let mode = attributes[.posixPermissions] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url.path)
    }
    try handle.close()
    handle = try FileHandle(forWritingTo: url)
    form = form.widened
    end = UInt64(bytes.count)
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
