public import Foundation
internal import Tables

/// The description of a run's files for other tools: datapackage.json (Frictionless), with the
/// columns of each table and the title of each histogram.
public struct DataPackage: Sendable {
  /// One histogram file in the form that HdrHistogram's plotter reads.
  public struct Histogram: Sendable {
    let path: String
    let title: String

    public init(path: String, title: String) {
      self.path = path
      self.title = title
    }

    /// The path, as a resource's name may be: lower-case letters, digits and these signs only.
    var name: String {
      String(
        path.lowercased().map {
          $0.isASCII && $0.isLetter || $0.isNumber || "._-/".contains($0) ? $0 : "-"
        })
    }
  }

  private let runID: String
  private let histograms: [Histogram]

  /// The package of a run's two tables and its histograms.
  public init(runID: String, histograms: [Histogram] = []) {
    self.runID = runID
    self.histograms = histograms
  }

  public func encoded() throws -> Data {
    let tables = [
      Self.table("samples", of: TrialRow.self), Self.table("summary", of: SummaryRow.self),
    ]
    let package: JSONObject = [
      // Names are lower case, as the specification asks.
      "profile": "data-package", "name": "guardbench-" + runID.lowercased(),
      "resources": tables + histograms.map(Self.object),
    ]
    return try JSONFile.encode(package)
  }

  /// The description of a CSV file by the columns of its rows.
  private static func table<Row: TableRow>(_ name: String, of row: Row.Type) -> JSONObject {
    let dialect: JSONObject = [
      "delimiter": ",", "lineTerminator": "\r\n", "quoteChar": "\"", "doubleQuote": true,
      "header": true,
    ]
    let schema: JSONObject = ["fields": Row.columns.map(object), "missingValues": [""]]
    return [
      "name": name, "path": "\(name).csv", "profile": "tabular-data-resource", "format": "csv",
      "mediatype": "text/csv", "encoding": "utf-8", "dialect": dialect, "schema": schema,
    ]
  }

  private static func object<Row>(_ column: Column<Row>) -> JSONObject {
    let limits = column.limits
    let isRequired: Bool? = column.isRequired ? true : nil
    let constraints: JSONObject = [
      "required": isRequired, "minimum": limits?.lowerEnd,
      "maximum": limits?.upperEnd.isFinite == true ? limits?.upperEnd : nil,
    ]
    return [
      "name": column.name, "type": column.kind.rawValue, "unit": column.unit?.rawValue,
      "description": column.description,
      "constraints": isRequired == nil && limits == nil ? nil : constraints as JSONObject?,
    ]
  }

  private static func object(_ histogram: Histogram) -> JSONObject {
    [
      "name": histogram.name, "path": histogram.path, "title": histogram.title,
      "profile": "data-resource", "format": "hgrm", "mediatype": "text/plain",
      "encoding": "utf-8",
    ]
  }
}
