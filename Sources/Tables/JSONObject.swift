internal import Statistics

/// An object of JSON, made member by member. Members whose value is nil are left out.
package struct JSONObject: Encodable, ExpressibleByDictionaryLiteral {
  private let members: [(name: String, value: any Encodable)]

  package init(dictionaryLiteral members: (String, any Encodable)...) {
    self.members = members.map { (name: $0.0, value: $0.1) }
  }

  /// A row with the names of its columns, or of those that are named.
  ///
  /// A number that JSON lacks, or that most readers would round, is written as text, as in the CSV:
  /// `"INF"`, and whole numbers beyond 2^53, such as a seed.
  package init<Row: TableRow>(_ row: Row, only names: Set<String>? = nil) {
    let columns = Row.columns.filter { names?.contains($0.name) ?? true }
    members = columns.compactMap { column in
      column.text(row).map { (name: column.name, value: Self.value($0, column.kind)) }
    }
  }

  private static func value(_ text: String, _ kind: ColumnKind) -> any Encodable {
    switch kind {
    case .boolean: text == "true"
    case .integer where Int(text).map { $0.magnitude <= ExactInJSON.limit } == true: Int(text)
    case .number where Double(text)?.isFinite == true: Double(text)
    case .integer, .string, .number: text
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: FieldKey.self)
    for (name, value) in members where (value as? any OptionalValue)?.isMissing != true {
      try object.encode(value, forKey: FieldKey(name))
    }
  }
}

private protocol OptionalValue { var isMissing: Bool { get } }

extension Optional: OptionalValue {
  fileprivate var isMissing: Bool { if case nil = self { true } else { false } }
}
