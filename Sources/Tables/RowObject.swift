internal import Statistics

/// A row as an object of JSON: its columns' names and values, the missing ones left out.
///
/// What JSON has no number for, or most of its readers no exact one, stands as text, as in the CSV:
/// `"INF"`, and whole numbers beyond 2^53, as a seed may be.
public struct RowObject<Row: TableRow>: Encodable, Sendable {
  private let row: Row
  private let columns: [Column<Row>]

  public init(_ row: Row) {
    self.row = row
    columns = Row.columns
  }

  /// Leaves out the columns that are not named.
  package init(_ row: Row, only names: Set<String>) {
    self.row = row
    columns = Row.columns.filter { names.contains($0.name) }
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: FieldKey.self)
    for column in columns {
      guard let text = column.text(row) else { continue }
      let key = FieldKey(column.name)
      switch column.kind {
      case .boolean: try object.encode(text == "true", forKey: key)
      case .integer where Int(text).map { $0.magnitude <= ExactInJSON.limit } == true:
        try object.encode(Int(text), forKey: key)
      case .number where Double(text)?.isFinite == true:
        try object.encode(Double(text), forKey: key)
      case .integer, .string, .number: try object.encode(text, forKey: key)
      }
    }
  }
}
