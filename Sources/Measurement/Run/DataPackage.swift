public import Foundation

/// Describes a run's CSV files to other tools: datapackage.json (Frictionless, tabular data
/// package).
public struct DataPackage: Encodable, Sendable {
  /// One CSV file.
  public struct Resource: Encodable, Sendable {
    let name: String
    let path: String
    let profile = "tabular-data-resource"
    let format = "csv"
    let mediatype = "text/csv"
    let encoding = "utf-8"
    let dialect = Dialect()
    let schema: Schema

    /// Describes the file at `path` by the columns of its rows.
    public init<Row: TableRow>(_ name: String, path: String, of row: Row.Type) {
      self.name = name
      self.path = path
      schema = Schema(fields: Row.columns.map(Field.init))
    }
  }

  struct Dialect: Encodable {
    let delimiter = ","
    let lineTerminator = "\r\n"
    let quoteChar = "\""
    let doubleQuote = true
    let header = true
  }

  struct Schema: Encodable {
    let fields: [Field]
    let missingValues = [""]
  }

  struct Field: Encodable {
    let name: String
    let type: String
    let unit: String?
    let description: String
    let constraints: Constraints?

    init<Row>(_ column: Column<Row>) {
      name = column.name
      type = column.kind.rawValue
      unit = column.unit?.rawValue
      description = column.description
      constraints = column.isRequired ? Constraints() : nil
    }
  }

  struct Constraints: Encodable {
    let required = true
  }

  let profile = "tabular-data-package"
  let name: String
  let resources: [Resource]

  /// The package of a run's two tables; names are lower case, as the specification asks.
  public init(runID: String) {
    name = "guardbench-" + runID.lowercased()
    resources = [
      Resource("samples", path: "samples.csv", of: Sample.self),
      Resource("summary", path: "summary.csv", of: SummaryRow.self),
    ]
  }

  public func encoded() throws -> Data { try JSONFile.encode(self) }
}
