internal import Foundation

extension JSONFile {
  /// Encodes a value as one line, without its end: what one process tells another.
  public static func line(of value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let line = try? encoder.encode(value) else {
      preconditionFailure("a \(type(of: value)) cannot be written as JSON")
    }
    return String(decoding: line, as: UTF8.self)
  }
}
