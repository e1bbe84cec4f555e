public import Foundation
public import Tables

/// Reads the file that a check compares with.
public enum BaselineFile {
  /// Reads every row of a CSV file. Throws if the file is missing, torn or without a row.
  public static func rows<Row: TableRow>(
    of row: Row.Type, at url: URL
  ) throws(CheckFault) -> [Row] {
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw .missingBaseline(path: url.path)
    }
    let bytes: [UInt8]
    do {
      bytes = [UInt8](try Data(contentsOf: url))
    } catch {
      throw .unreadable(path: url.path, reason: error.localizedDescription)
    }
    let rows: [Row]
    do {
      rows = try Table<Row>(csv: bytes).rows
    } catch {
      throw .unreadable(path: url.path, reason: error.description)
    }
    guard !rows.isEmpty else {
      throw .unreadable(path: url.path, reason: "the file has a header and no row")
    }
    return rows
  }
}
