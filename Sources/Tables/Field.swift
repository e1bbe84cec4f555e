/// One field of a record: its definition, with the type of its value.
public struct Field<Definition: FieldDefinition, Value: FieldValue>: Sendable {
  package let definition: Definition

  package init(definition: Definition) {
    self.definition = definition
  }
}

/// The definition of a field in a table.
public protocol FieldDefinition: AnyObject, Sendable {
  /// The name of the field's column in files, which is unique in the table.
  var columnName: String { get }
  var type: any FieldValue.Type { get }
  /// Why the field does not accept a value; nil if it does.
  func fault(of value: StoredValue) -> String?
}

/// The table of the fields that a record can have. Each property declares one field.
public protocol RecordTable: Sendable {
  associatedtype Definition: FieldDefinition
  static var fields: Self { get }
  /// The fields in the order of their declaration, by the names of their properties.
  static var list: [(key: String, definition: Definition)] { get }
}

extension RecordTable {
  public typealias Whole = Field<Definition, Int>
  public typealias Real = Field<Definition, Double>

  /// Finds the fields by reflection. A table calls this once, for its list.
  package static func declared() -> [(key: String, definition: Definition)] {
    Mirror(reflecting: fields).children.map { label, value in
      guard let label, let field = value as? any DefinedField,
        let definition = field.anyDefinition as? Definition
      else { preconditionFailure("\(label ?? "a property") of \(Self.self) is no field") }
      return (label, definition)
    }
  }
}

/// A field without the type of its value.
private protocol DefinedField {
  var anyDefinition: any FieldDefinition { get }
}

extension Field: DefinedField {
  fileprivate var anyDefinition: any FieldDefinition { definition }
}
