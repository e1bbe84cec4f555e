internal import Foundation

/// Rows of text in columns: names, in the first, stand left, and numbers right.
struct TextColumns {
  let rows: [[String]]

  init(_ rows: [[String]]) { self.rows = rows }

  var text: String {
    let widths = rows[0].indices.map { column in rows.map(\.[column].count).max() ?? 0 }
    let lines = rows.map { row in
      row.indices.map { Self.padded(row[$0], to: widths[$0], isName: $0 == 0) }
        .joined(separator: "  ")
    }
    return lines.joined(separator: "\n")
  }

  private static func padded(_ text: String, to width: Int, isName: Bool) -> String {
    let space = String(repeating: " ", count: max(width - text.count, 0))
    return isName ? text + space : space + text
  }
}

/// A number with so many digits after the point.
func decimals(_ value: Double, _ count: Int) -> String { String(format: "%.\(count)f", value) }
