/// One column of a file: its name, its meaning, and the place of its value in a row.
///
/// Files are written, read and described by a list of columns.
public struct Column<Row>: Sendable {
  public let name: String
  public let kind: ColumnKind
  public let unit: ColumnUnit?
  public let description: String
  /// Whether every row must have a value in this column.
  public let isRequired: Bool
  /// The numbers that the column may hold; nil for text, and if any number is allowed.
  public let limits: Limits<Double>?
  /// The text of the row's cell; nil if the value is missing.
  let text: @Sendable (Row) -> String?
  /// Puts the value of a cell that is not empty into the row; false if the text is not of the kind.
  let read: @Sendable (String, inout Row) -> Bool
  /// The row's value as a number; nil if it is missing or not a number.
  package let number: @Sendable (Row) -> Double?

  /// Describes a value that a row may lack.
  public init<Value: ColumnValue>(
    _ name: String, _ path: any WritableKeyPath<Row, Value?> & Sendable,
    _ description: String, _ unit: ColumnUnit? = nil, in limits: Limits<Double>? = nil
  ) {
    self.init(
      name, description, unit, in: limits, isRequired: false, get: { $0[keyPath: path] },
      set: { (row: inout Row, value: Value) in row[keyPath: path] = value })
  }

  /// Describes a value that every row has.
  public init<Value: ColumnValue>(
    required name: String, _ path: any WritableKeyPath<Row, Value> & Sendable,
    _ description: String, _ unit: ColumnUnit? = nil, in limits: Limits<Double>? = nil
  ) {
    self.init(
      name, description, unit, in: limits, isRequired: true, get: { $0[keyPath: path] },
      set: { (row: inout Row, value: Value) in row[keyPath: path] = value })
  }

  private init<Value: ColumnValue>(
    _ name: String, _ description: String, _ unit: ColumnUnit?, in limits: Limits<Double>?,
    isRequired: Bool, get: @escaping @Sendable (Row) -> Value?,
    set: @escaping @Sendable (inout Row, Value) -> Void
  ) {
    self.name = name
    self.unit = unit
    self.description = description
    kind = Value.kind
    self.isRequired = isRequired
    self.limits = limits ?? Value.limits(in: unit)
    text = { get($0)?.cellText }
    number = { get($0)?.number }
    read = { cell, row in
      guard let value = Value(cellText: cell) else { return false }
      set(&row, value)
      return true
    }
  }
}

extension Column {
  /// Describes a field of a record, whose value has the column's name.
  package init<Table: RecordTable, Value: FieldValue>(
    _ name: String, of type: Value.Type, _ description: String, _ unit: ColumnUnit?,
    in limits: Limits<Double>?
  ) where Row == Record<Table> {
    self.init(
      name, description, unit, in: limits, isRequired: false,
      get: { $0[name]?.value as? Value }, set: { $0[name] = StoredValue($1) })
  }
}

extension Column {
  /// What is wrong with the row's number in this column; nil if nothing is.
  func fault(in row: Row) -> String? {
    guard let limits, let number = number(row), !limits.contains(number) else { return nil }
    return "'\(name)' is \(text(row) ?? "missing"): expected \(limits.rule)"
  }
}

/// A record that is written as one line of a CSV file.
public protocol TableRow: Sendable {
  /// The columns of the file in their order. Later releases only add columns.
  static var columns: [Column<Self>] { get }
  /// Columns of earlier releases' files that are no longer read.
  static var retired: Set<String> { get }
  /// The row with which reading starts. Its required values are replaced.
  static var blank: Self { get }
}

extension TableRow {
  public static var retired: Set<String> { [] }

  /// The first number that is out of its column's range, with the rule; nil if there is none.
  public var rangeFault: String? {
    for column in Self.columns {
      if let fault = column.fault(in: self) { return fault }
    }
    return nil
  }
}
