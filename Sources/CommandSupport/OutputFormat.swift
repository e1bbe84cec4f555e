internal import ArgumentParser
internal import Foundation

/// The form in which a command prints its result: for people, or for programs.
package enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json

  /// Encodes a result as JSON, the same bytes for the same values.
  package static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "INF", negativeInfinity: "-INF", nan: "NaN")
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
