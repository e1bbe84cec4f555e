public import Foundation
public import Tables

/// Reads what a check compares with, and has a fault for whatever is wrong with it.
public enum BaselineFile {
  /// Every row of a CSV file, which must be there, be whole, and have a row.
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
