public import Tables

/// An axis along which scenarios can be set: a line of the table of axes.
public final class Axis: FieldDefinition {
  /// The name on the command line, in cells' names and in lists.
  public let name: String
  /// The meaning of its values, for lists and help.
  public let meaning: String
  /// The values that it accepts, in words.
  public let rule: String
  public let type: any FieldValue.Type
  let column: Column<Setting>
  /// The column of summary.csv, whose description may differ.
  let summaryColumn: Column<Setting>
  private let takes: @Sendable (any FieldValue) -> Bool
  private let read: @Sendable (String) -> StoredValue?

  fileprivate init<Value: FieldValue & LosslessStringConvertible>(
    _ name: String, _ column: String, _ unit: ColumnUnit?, _ meaning: String, rule: String,
    in limits: Limits<Double>?, _ description: String?, _ summary: String?,
    takes: @escaping @Sendable (Value) -> Bool
  ) {
    let text = description ?? "\(meaning.prefix(1).uppercased())\(meaning.dropFirst())."
    self.name = name
    self.meaning = meaning
    self.rule = rule
    type = Value.self
    self.column = Column(column, of: Value.self, text, unit, in: limits)
    summaryColumn = Column(column, of: Value.self, summary ?? text, unit, in: limits)
    self.takes = { ($0 as? Value).map(takes) ?? false }
    read = { text in Value(text).map { StoredValue($0) } }
  }

  /// Every axis, in the order in which lists, help and tables have them.
  public static let all = Axes.list.map(\.definition)

  public static func named(_ name: String) -> Axis? { all.first { $0.name == name } }

  public var columnName: String { column.name }

  public func fault(of value: StoredValue) -> String? {
    takes(value.value) ? nil : "\(value.value): expected \(rule)"
  }

  /// Reads a value of the command line; nil if the axis does not accept it.
  func value(_ text: String) -> StoredValue? {
    read(text).flatMap { takes($0.value) ? $0 : nil }
  }
}

extension Axis: Equatable {
  public static func == (one: Axis, other: Axis) -> Bool { one === other }
}

/// A line of the table: name, column, unit, accepted values, meaning. `limits` are those of files;
/// `column` and `summary` describe the columns of samples.csv and summary.csv, unless the meaning
/// does.
extension Field where Definition == Axis, Value: Comparable & LosslessStringConvertible {
  init(
    _ name: String, _ column: String, _ unit: ColumnUnit?, _ values: Limits<Value>,
    _ meaning: String, in limits: Limits<Double>? = nil, column description: String? = nil,
    summary: String? = nil
  ) {
    self.init(
      definition: Axis(
        name, column, unit, meaning, rule: values.rule, in: limits, description, summary,
        takes: { values.contains($0) }))
  }
}

extension Field<Axis, String> {
  init(_ name: String, _ column: String, _ words: [String], _ meaning: String) {
    self.init(
      definition: Axis(
        name, column, nil, meaning, rule: words.joined(separator: " or "), in: nil, nil, nil,
        takes: { words.contains($0) }))
  }
}
