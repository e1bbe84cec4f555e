/// A type of the values in records.
public protocol FieldValue: ColumnValue, Codable, Hashable {}

extension Int: FieldValue {}
extension Double: FieldValue {}
extension Bool: FieldValue {}
extension String: FieldValue {}

/// A value in a record, of any of these types.
public struct StoredValue: Hashable, Sendable {
  package let value: any FieldValue

  package init(_ value: some FieldValue) { self.value = value }

  /// The value as text, in the form that the command line accepts.
  public var text: String { (value as? Double)?.shortest ?? value.cellText ?? "" }

  /// The value as a number; nil if it is not one.
  package var number: Double? { value.number }

  public static func == (one: StoredValue, other: StoredValue) -> Bool {
    AnyHashable(one.value) == AnyHashable(other.value)
  }

  public func hash(into hasher: inout Hasher) { value.hash(into: &hasher) }
}
