/// A type of which a record can have values.
public protocol FieldValue: ColumnValue, Codable, Hashable {}

extension Int: FieldValue {}
extension Double: FieldValue {}
extension Bool: FieldValue {}
extension String: FieldValue {}

/// A value in a record, whatever its type.
public struct StoredValue: Hashable, Sendable {
  package let value: any FieldValue

  package init(_ value: some FieldValue) { self.value = value }

  /// The value as people write it, and as a program reads it from its command line.
  public var text: String { (value as? Double)?.shortest ?? value.cellText ?? "" }

  /// The value as a number; nil if it is none.
  package var number: Double? { value.number }

  public static func == (one: StoredValue, other: StoredValue) -> Bool {
    AnyHashable(one.value) == AnyHashable(other.value)
  }

  public func hash(into hasher: inout Hasher) { value.hash(into: &hasher) }
}
