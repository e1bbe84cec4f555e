public import Foundation
public import Tables

/// Describes a run's files to other tools: datapackage.json (Frictionless), the tables with their
/// columns, the histograms by what they are.
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
      let constraints = Constraints(
        required: column.isRequired ? true : nil, minimum: column.limits?.lowerEnd,
        maximum: column.limits.flatMap { $0.upperEnd.isFinite ? $0.upperEnd : nil })
      self.constraints = constraints.isEmpty ? nil : constraints
    }
  }

  struct Constraints: Encodable {
    let required: Bool?
    let minimum: Double?
    let maximum: Double?

    var isEmpty: Bool { required == nil && minimum == nil && maximum == nil }
  }

  /// One histogram in the form that HdrHistogram's plotter reads.
  public struct Histogram: Encodable, Sendable {
    let name: String
    let path: String
    let title: String
    let profile = "data-resource"
    let format = "hgrm"
    let mediatype = "text/plain"
    let encoding = "utf-8"

    /// Describes the file at `path`, by which it is also named.
    public init(path: String, title: String) {
      // A resource's name has lower-case letters, digits and these signs only.
      name = String(
        path.lowercased().map {
          $0.isASCII && $0.isLetter || $0.isNumber || "._-/".contains($0) ? $0 : "-"
        })
      self.path = path
      self.title = title
    }
  }

  let profile = "data-package"
  let name: String
  let tables: [Resource]
  let histograms: [Histogram]

  private enum CodingKeys: String, CodingKey {
    case profile, name, resources
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(profile, forKey: .profile)
    try container.encode(name, forKey: .name)
    var resources = container.nestedUnkeyedContainer(forKey: .resources)
    for table in tables { try resources.encode(table) }
    for histogram in histograms { try resources.encode(histogram) }
  }

  /// The package of a run's two tables; names are lower case, as the specification asks.
  public init(runID: String, histograms: [Histogram] = []) {
    name = "guardbench-" + runID.lowercased()
    self.histograms = histograms
    tables = [
      Resource("samples", path: "samples.csv", of: TrialRow.self),
      Resource("summary", path: "summary.csv", of: SummaryRow.self),
    ]
  }

  public func encoded() throws -> Data { try JSONFile.encode(self) }
}
