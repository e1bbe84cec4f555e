public import Tables

/// The quantities that one trial measured. A quantity that it did not measure is nil.
public typealias Measurements = Record<Quantities>

extension Quantities {
  /// One quantity: a line of the table.
  public final class Quantity: FieldDefinition {
    public let type: any FieldValue.Type
    let column: Column<Measurements>
    /// Its metric in summaries; nil: none.
    let metric: Metric?

    fileprivate init<Value: FieldValue>(
      _ name: String, of type: Value.Type, _ unit: ColumnUnit?, _ description: String,
      in limits: Limits<Double>?, _ rule: Metric.Rule?
    ) {
      let column = Column<Measurements>(name, of: type, description, unit, in: limits)
      self.type = type
      self.column = column
      metric = rule.map { Metric(of: column, by: $0) }
    }

    public var columnName: String { column.name }

    /// Always nil: a row's numbers are checked together, by the ranges of its columns.
    public func fault(of value: StoredValue) -> String? { nil }
  }
}

/// A line of the table: column, unit, meaning, and the rule of its metric.
extension Field where Definition == Quantities.Quantity {
  init(
    _ name: String, _ unit: ColumnUnit?, _ description: String, in limits: Limits<Double>? = nil,
    _ rule: Metric.Rule? = nil
  ) {
    self.init(
      definition: Quantities.Quantity(
        name, of: Value.self, unit, description, in: limits, rule))
  }
}
