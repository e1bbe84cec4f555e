/// A row as an object of JSON: its columns' names and values, the missing ones left out.
///
/// What JSON has no number for stands as in the CSV, as `"INF"`.
public struct RowObject<Row: TableRow>: Encodable, Sendable {
  public let row: Row

  public init(_ row: Row) {
    self.row = row
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    for column in Row.columns {
      guard let text = column.text(row) else { continue }
      let key = Key(stringValue: column.name)
      switch column.kind {
      case .boolean: try object.encode(text == "true", forKey: key)
      case .integer where Int(text) != nil: try object.encode(Int(text), forKey: key)
      case .number where Double(text)?.isFinite == true:
        try object.encode(Double(text), forKey: key)
      case .integer: try object.encode(UInt64(text), forKey: key)
      case .string, .number: try object.encode(text, forKey: key)
      }
    }
  }
}
