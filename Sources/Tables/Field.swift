/// One field of a record: a typed handle on what its table says of it.
public struct Field<Definition: FieldDefinition, Value: FieldValue>: Sendable {
  package let definition: Definition

  package init(definition: Definition) {
    self.definition = definition
  }
}

/// What a table says of one of its fields.
public protocol FieldDefinition: AnyObject, Sendable {
  /// The column in which files keep the field; no other field of the table has its name.
  var columnName: String { get }
  var type: any FieldValue.Type { get }
  /// Why the field does not take a value; nil if it does.
  func fault(of value: StoredValue) -> String?
}

/// The fields that a record can have. Each is a property, and its property is all that declares it.
public protocol RecordTable: Sendable {
  associatedtype Definition: FieldDefinition
  static var fields: Self { get }
  /// The fields in the order of their declaration, by the names of their properties.
  static var list: [(key: String, definition: Definition)] { get }
}

extension RecordTable {
  public typealias Whole = Field<Definition, Int>
  public typealias Real = Field<Definition, Double>

  /// Finds the fields by reflection; a table calls it once, for its list.
  package static func declared() -> [(key: String, definition: Definition)] {
    Mirror(reflecting: fields).children.map { label, value in
      guard let label, let field = value as? any DefinedField,
        let definition = field.anyDefinition as? Definition
      else { preconditionFailure("\(label ?? "a property") of \(Self.self) is no field") }
      return (label, definition)
    }
  }
}

/// A field whatever its value's type.
private protocol DefinedField {
  var anyDefinition: any FieldDefinition { get }
}

extension Field: DefinedField {
  fileprivate var anyDefinition: any FieldDefinition { definition }
}
