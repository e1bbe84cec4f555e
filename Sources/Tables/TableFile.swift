public import Foundation

/// A CSV file to which rows are appended so that a crash at any moment leaves complete rows.
///
/// Every row is one write, after the previous one. A write that fails (a full disk) is cut off
/// again. An existing file keeps its form: the order of its columns and its line ends. A table file
/// belongs to one thread.
public final class TableFile<Row: TableRow> {
  public let url: URL
  /// The rows that the file held when it was resumed; `tornLine` is the line that was cut off.
  public let existing: Table<Row>
  private var handle: FileHandle
  private var form: TableForm<Row>
  private var end: UInt64

  /// Makes a new file with its header. Throws if the file exists.
  public init(creating url: URL) throws {
    let header = Data(Table<Row>.header.utf8)
    let isNew = !FileManager.default.fileExists(atPath: url.path)
    do {
      try header.write(to: url, options: .withoutOverwriting)
    } catch {
      // A file whose header the disk had no room for is removed.
      if isNew { try? FileManager.default.removeItem(at: url) }
      throw error
    }
    self.url = url
    existing = Table([])
    form = .new
    handle = try FileHandle(forWritingTo: url)
    end = try handle.seekToEnd()
  }

  /// Opens an existing file and cuts off its torn last line.
  ///
  /// `check` receives the rows before the file is changed, and may throw.
  public init(resuming url: URL, check: (Table<Row>) throws -> Void = { _ in }) throws {
    // If the path is a link, this is the file itself, as it may be replaced.
    self.url = url.resolvingSymlinksInPath()
    let bytes = [UInt8](try Data(contentsOf: url))
    existing = try Table<Row>(csv: bytes, skippingTornLine: true)
    try check(existing)
    form = existing.form
    handle = try FileHandle(forWritingTo: url)
    end = UInt64(existing.completeBytesCount)
    try handle.truncate(atOffset: end)
  }

  /// Appends a row. After a failure the file ends with the row before it.
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

  /// Adds the columns that the file lacks. The file is replaced as a whole, so that a reader finds
  /// it with or without them, also after a crash.
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

  /// Returns when everything written so far is on the disk. Called at the end of a block.
  public func synchronize() throws {
    try handle.synchronize()
  }

  /// Synchronizes and closes the file.
  public func close() throws {
    try handle.synchronize()
    try handle.close()
  }
}
