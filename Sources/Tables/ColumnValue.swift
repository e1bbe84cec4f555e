public import Statistics

/// A value that a cell of a CSV file can hold.
public protocol ColumnValue: Sendable {
  static var kind: ColumnKind { get }
  /// The text of the cell; nil if the value cannot be written, which leaves the cell empty.
  var cellText: String? { get }
  /// Reads a cell that is not empty.
  init?(cellText: String)
  /// The value as a number; nil if it is not a number, or if its type has no limits.
  var number: Double? { get }
  /// The default limits of a column in that unit; nil: none.
  static func limits(in unit: ColumnUnit?) -> Limits<Double>?
}

extension ColumnValue {
  public var number: Double? { nil }
  public static func limits(in unit: ColumnUnit?) -> Limits<Double>? { nil }
}

/// The types of Frictionless's table schema that our files use.
public enum ColumnKind: String, Sendable {
  case string, integer, number, boolean
}

extension String: ColumnValue {
  public static var kind: ColumnKind { .string }
  public var cellText: String? { isEmpty ? nil : self }
  public init?(cellText: String) { self = cellText }
}

extension Int: ColumnValue {
  public static var kind: ColumnKind { .integer }
  public var cellText: String? { String(self) }
  public init?(cellText: String) { self.init(cellText, radix: 10) }
  public var number: Double? { Double(self) }

  /// Counts, and places counted from 0. They end where readers of JSON stop being exact, so that a
  /// sum of hundreds of them fits into 64 bits.
  public static func limits(in unit: ColumnUnit?) -> Limits<Double>? {
    Limits(0...Double(1 << 53), of: "a whole number")
  }
}

extension UInt64: ColumnValue {
  public static var kind: ColumnKind { .integer }
  public var cellText: String? { String(self) }
  public init?(cellText: String) { self.init(cellText, radix: 10) }
}

extension Bool: ColumnValue {
  public static var kind: ColumnKind { .boolean }
  public var cellText: String? { self ? "true" : "false" }
  public init?(cellText: String) { self.init(cellText) }
}

/// Infinity is a value (an operation that never finished); not-a-number is a missing value.
extension Double: ColumnValue {
  public static var kind: ColumnKind { .number }

  public var cellText: String? {
    if isNaN { return nil }
    if isInfinite { return self < 0 ? "-INF" : "INF" }
    return description
  }

  public init?(cellText: String) {
    switch cellText {
    case "INF": self = .infinity
    case "-INF": self = -.infinity
    default:
      guard let value = Double(cellText), value.isFinite, !cellText.contains("x") else {
        return nil
      }
      self = value
    }
  }

  public var number: Double? { isNaN ? nil : self }
  public static func limits(in unit: ColumnUnit?) -> Limits<Double>? { unit?.limits }
}

extension ColumnValue where Self: RawRepresentable, RawValue == String {
  public static var kind: ColumnKind { .string }
  public var cellText: String? { rawValue }
  public init?(cellText: String) { self.init(rawValue: cellText) }
}

extension Verdict: ColumnValue {}
