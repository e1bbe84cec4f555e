/// A record with values for the fields of a table: `record.wallNanoseconds`.
///
/// A value is reached by the name of the field's property in the table, and has that field's type.
/// It is nil if it is missing.
@dynamicMemberLookup
public struct Record<Table: RecordTable>: Hashable, Sendable {
  /// The values by the names of their columns.
  private var values: [String: StoredValue] = [:]

  public init() {}

  /// Makes a record with the values that `fill` sets.
  public init(_ fill: (inout Record) -> Void) { fill(&self) }

  public subscript<Value>(
    dynamicMember path: KeyPath<Table, Field<Table.Definition, Value>>
  ) -> Value? {
    get { self[Table.fields[keyPath: path].definition]?.value as? Value }
    set { self[Table.fields[keyPath: path].definition] = newValue.map { StoredValue($0) } }
  }

  /// The value of a field, whatever its type.
  public subscript(definition: Table.Definition) -> StoredValue? {
    get { self[definition.columnName] }
    set { self[definition.columnName] = newValue }
  }

  /// The value of the field with that column.
  subscript(columnName: String) -> StoredValue? {
    get { values[columnName] }
    set { values[columnName] = newValue }
  }

  /// Takes over the values of another record; the other values stay.
  public mutating func merge(_ other: Record) {
    values.merge(other.values) { $1 }
  }
}

/// Records are written as JSON with the names of the properties. Missing values are left out.
extension Record: Codable {
  /// Reads the values. Throws if a field does not accept its value.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: FieldKey.self)
    for (name, definition) in Table.list {
      let key = FieldKey(name)
      let value = try container.stored(definition.type, forKey: key)
      if let fault = value.flatMap(definition.fault(of:)) {
        throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: fault)
      }
      self[definition] = value
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: FieldKey.self)
    for (name, definition) in Table.list {
      if let stored = self[definition] {
        try container.encode(stored.value, forKey: FieldKey(name))
      }
    }
  }
}

extension KeyedDecodingContainer {
  fileprivate func stored<Value: FieldValue>(
    _ type: Value.Type, forKey key: Key
  ) throws -> StoredValue? {
    try decodeIfPresent(type, forKey: key).map { StoredValue($0) }
  }
}

/// A key that is made at run time, such as the name of a field.
public struct FieldKey: CodingKey {
  public let stringValue: String
  public var intValue: Int? { nil }

  public init(_ name: String) { stringValue = name }
  public init(stringValue: String) { self.init(stringValue) }
  public init?(intValue: Int) { nil }
}
