extension Column {
  /// Makes a column of the row from a column of one of its parts.
  package init<Part>(_ column: Column<Part>, at path: any WritableKeyPath<Row, Part> & Sendable) {
    name = column.name
    kind = column.kind
    unit = column.unit
    description = column.description
    isRequired = column.isRequired
    limits = column.limits
    number = { column.number($0[keyPath: path]) }
    text = { column.text($0[keyPath: path]) }
    read = { cell, row in column.read(cell, &row[keyPath: path]) }
  }
}
